"""Where a job's files are, and how a program says why it failed."""
import json
import os
import sys

ML = os.environ.get("SM_ML_DIR", "/opt/ml")  # without a sandbox the job's directory lies elsewhere


class UserError(Exception):
    """Something the user can put right; its text is shown as the job's failure."""


def path(*parts):
    return os.path.join(ML, *parts)


def on_host(text):
    """A text that names a place of the job, as a path on this machine."""
    return ML + text[len("/opt/ml"):] if text == "/opt/ml" or text.startswith("/opt/ml/") else text


def read_json(name, otherwise):
    try:
        with open(path("input", "config", name), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return otherwise


def fail(reason):
    """Ends the program; the reason is what the job is reported with."""
    os.makedirs(path("output"), exist_ok=True)
    with open(path("output", "failure"), "w", encoding="utf-8") as file:
        file.write(reason)
    print(reason, file=sys.stderr, flush=True)
    sys.exit(1)


def missing(package, debian):
    return (
        f"This image stands for the Python package '{package}', and {sys.executable} does not have it: "
        f"install it on the machine that runs Refrain (Debian: apt-get install {debian})."
    )
