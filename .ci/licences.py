"""Checks that every dependency may be used under a licence of the list in .deny.toml.

    python3 licences.py .deny.toml

Prints each crate whose licence expression (SPDX, with the older `/` for OR) cannot be met by the allowed
licences, and exits with 1. Needs Python 3.11 and cargo.
"""

import json
import re
import subprocess
import sys
import tomllib


def satisfied(expression, allowed):
    """Whether an SPDX expression can be met; AND binds more tightly than OR (SPDX 2.3, annex D.4)."""
    tokens = re.findall(r"[()]|[^\s()]+", expression.replace("/", " OR "))

    def any_of():
        met = all_of()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            met = all_of() or met
        return met

    def all_of():
        met = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            met = one() and met
        return met

    def one():
        token = tokens.pop(0)
        if token == "(":
            met = any_of()
            tokens.pop(0)
            return met
        if tokens and tokens[0] == "WITH":
            tokens.pop(0)
            token = f"{token} WITH {tokens.pop(0)}"
        return token in allowed

    met = any_of()
    if tokens:
        raise ValueError(f"cannot read {expression!r}")
    return met


def main():
    with open(sys.argv[1], "rb") as file:
        rules = tomllib.load(file)["licenses"]
    exceptions = {rule["crate"]: rule["allow"] for rule in rules["exceptions"]}
    command = ["cargo", "metadata", "--quiet", "--locked", "--format-version", "1"]
    metadata = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    refused = 0
    for package in metadata["packages"]:
        allowed = rules["allow"] + exceptions.get(package["name"], [])
        expression = package["license"]
        if not expression or not satisfied(expression, allowed):
            refused += 1
            print(f"{package['name']} {package['version']}: {expression or 'no licence named'}")
    count = len(metadata["packages"])
    print(f"{count - refused} of {count} crates under allowed licences")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
