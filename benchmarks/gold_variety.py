"""How varied the gold corpus is, in totals: `python benchmarks/gold_variety.py [--against train] [PART ...]`.

Of each part: what it holds, the share of its names and sentence templates that the part `--against` has too, and the
share of its own sentences that repeat a template. No name or sentence is printed.
"""

import argparse

from pipeline.config import project_root
from pipeline.learn.evaluate import GOLD, read_part
from pipeline.learn.variety import repeated_templates, shared_names, shared_templates, sources


def main() -> None:
    """Print the figures of every part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=["train", "dev", "test"])
    parser.add_argument("--against", default="train")
    options = parser.parse_args()
    other = read_part(project_root() / GOLD / options.against)
    for name in options.parts:
        part = read_part(project_root() / GOLD / name)
        print(f"\n{name}: " + ", ".join(f"{n} {what}" for what, n in sources(part).items()))
        repeated = repeated_templates(part)
        print(
            f"  sentences that repeat a template within {name}: {repeated.n_known} of {repeated.n}, {repeated.share:.3f}"
        )
        if name == options.against:
            continue
        rows = shared_names(part, other) | {"sentence templates": shared_templates(part, other)}
        for what, shared in rows.items():
            print(f"  {what} also in {options.against}: {shared.n_known} of {shared.n}, {shared.share:.3f}")


if __name__ == "__main__":
    main()
