"""The daemon as it is, with the bench's instruments on: `python -m bench.serve DIR`; prints its port."""
import argparse, asyncio, sys, os, signal
from pathlib import Path
from bench.sampler import Sampler
def main():
    p = argparse.ArgumentParser(); p.add_argument("directory", type=Path); p.add_argument("--samples", type=Path); p.add_argument("--hold", action="store_true")
    p.add_argument("--cprofile", type=Path)
    a = p.parse_args()
    from mailgate.cli.serve import serve
    from mailgate.store import journal
    if a.hold:
        journal.claim = lambda *x: []
    s = Sampler() if a.samples else None
    if s: s.start(); signal.signal(signal.SIGUSR1, lambda *x: s.clear())
    profs=[]
    if a.cprofile:
        import cProfile, threading
        from mailgate.store.store import Store
        orig = Store.write_now; loc = threading.local()
        def wn(self, unit, fn):
            if not hasattr(loc, "p"):
                if threading.current_thread() is threading.main_thread(): return orig(self, unit, fn)
                loc.p = cProfile.Profile(); profs.append(loc.p); loc.p.enable()
            return orig(self, unit, fn)
        Store.write_now = wn
    try: serve(a.directory)
    finally:
        if s: s.stop(); s.write(a.samples)
        for x in profs: x.dump_stats(str(a.cprofile))
if __name__ == "__main__": main()
