"""Which release is this?"""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("mailgate")
except PackageNotFoundError:  # run from a bare source tree
    VERSION = "0+unknown"
