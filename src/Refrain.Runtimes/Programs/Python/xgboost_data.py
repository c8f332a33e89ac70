"""Reads CSV and libsvm into the library's matrices."""
import io
import os
import tempfile

from job_files import UserError, missing

try:
    import numpy
    import pandas
    import scipy.sparse
    import xgboost
except ImportError as absent:
    raise UserError(missing(absent.name, f"python3-{absent.name.split('.')[0]}")) from None

CSV, LIBSVM, JSON, JSON_LINES = "text/csv", "text/libsvm", "application/json", "application/jsonlines"
ALIASES = {"text/x-libsvm": LIBSVM, "csv": CSV, "libsvm": LIBSVM, "application/csv": CSV}
DELIMITERS = ",;\t|: "


def media_type(text):
    """The media type alone, in lower case; empty when there is none."""
    name = (text or "").split(";")[0].strip().lower()
    return ALIASES.get(name, name)


def delimiter(line):
    """The separator of a row, judged by its first line: of those between all values the one that is there most often."""
    counts = {one: line.count(one) for one in DELIMITERS if one in line}
    return max(counts, key=lambda one: (counts[one], -DELIMITERS.index(one))) if counts else ","


def looks_like_libsvm(text):
    tokens = text.split("\n", 1)[0].split()
    return any(":" in token for token in tokens) and all(token.count(":") <= 1 for token in tokens) and "," not in text.split("\n", 1)[0]


def csv_rows(text, what):
    """The rows of a CSV text without a header, as an array; an empty value is a missing one."""
    first = next((line for line in text.splitlines() if line.strip()), None)
    if first is None:
        raise UserError(f"{what} is empty.")
    separator = delimiter(first.strip())
    check_first(first, separator, what)
    try:
        frame = pandas.read_csv(io.StringIO(text), header=None, sep=r"\s+" if separator == " " else separator, dtype=numpy.float32, skipinitialspace=True)
    except (ValueError, pandas.errors.ParserError) as wrong:
        raise UserError(f"{what} is not CSV of numbers with equally long rows: {str(wrong).strip()}.") from None
    return frame.to_numpy()


def check_first(line, separator, what):
    for value in (one.strip().strip('"') for one in line.split(separator)):
        try:
            float(value or "nan")
        except ValueError:
            raise UserError(f"{what} has a value that is not a number in its first row ('{value}'): CSV must have no header, and numbers only.") from None


def libsvm_rows(text, columns):
    """Rows of INDEX:VALUE, with or without a label before them, as a sparse matrix."""
    values, indices, starts = [], [], [0]
    for number, line in enumerate((one for one in text.splitlines() if one.strip()), start=1):
        for token in line.split("#")[0].split():
            index, colon, value = token.partition(":")
            if not colon or index == "qid":
                continue
            try:
                indices.append(int(index))
                values.append(float(value))
            except ValueError:
                raise UserError(f"Line {number} is not libsvm: '{token}' is not INDEX:VALUE.") from None
        starts.append(len(indices))
    width = max(columns, max(indices, default=-1) + 1)
    return scipy.sparse.csr_matrix((numpy.array(values, numpy.float32), indices, starts), shape=(len(starts) - 1, width))


def channel(folder, name, content_type, weighted):
    """A channel as the library's matrix; None when it holds nothing."""
    files = data_files(folder)
    if not files:
        return None
    kind = media_type(content_type) or LIBSVM
    if kind == CSV:
        return csv_channel(files, name, weighted)
    if kind == LIBSVM:
        return libsvm_channel(files, name)
    raise UserError(f"The content type '{content_type}' of channel {name} is not offered: use {CSV} or {LIBSVM}.")


def data_files(folder):
    """Files of a channel in the order of their names, those that start with a dot or an underscore left out."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith((".", "_")))
        found += [os.path.join(place, one) for one in sorted(names) if not one.startswith((".", "_"))]
    return [one for one in found if os.path.getsize(one) > 0]


def read_text(file):
    try:
        with open(file, encoding="utf-8") as opened:
            return opened.read()
    except UnicodeDecodeError:
        raise UserError(f"{os.path.basename(file)} is not UTF-8 text.") from None


def csv_channel(files, name, weighted):
    parts = [csv_rows(read_text(file), f"{os.path.basename(file)} of channel {name}") for file in files]
    if len({part.shape[1] for part in parts}) > 1:
        raise UserError(f"The files of channel {name} have different numbers of columns: {', '.join(str(part.shape[1]) for part in parts)}.")
    rows, first = numpy.concatenate(parts), 2 if weighted else 1
    if rows.shape[1] <= first:
        raise UserError(f"Channel {name} has {rows.shape[1]} columns: the label{' and the weight' if weighted else ''} come first, then at least one feature.")
    if numpy.isnan(rows[:, 0]).any():
        raise UserError(f"Channel {name} has rows without a label: the first column is the label.")
    return xgboost.DMatrix(rows[:, first:], label=rows[:, 0], weight=rows[:, 1] if weighted else None)


def libsvm_channel(files, name):
    # The library reads one file: it is given all of them as one.
    with tempfile.TemporaryDirectory() as folder:
        whole = os.path.join(folder, "all.libsvm")
        with open(whole, "w", encoding="utf-8") as file:
            for one in files:
                text = read_text(one)
                check_libsvm(text, f"{os.path.basename(one)} of channel {name}")
                file.write(text if text.endswith("\n") else text + "\n")
        try:
            return xgboost.DMatrix(f"{whole}?format=libsvm")
        except (xgboost.core.XGBoostError, ValueError) as wrong:
            raise UserError(f"Channel {name} is not libsvm: {first_line(wrong)}") from None


def check_libsvm(text, what):
    line = next((one for one in text.splitlines() if one.strip()), "")
    tokens = line.split()
    try:
        float(tokens[0].split(":")[0])
        rest = all(":" in token for token in tokens[1:])
    except (IndexError, ValueError):
        rest = False
    if not rest:
        raise UserError(f"{what} is not libsvm (LABEL INDEX:VALUE ...): '{line[:60]}'. The channel's ContentType says what it holds; for CSV it is {CSV}.")


def first_line(problem):
    lines = [line for line in str(problem).splitlines() if line.strip() and not line.lstrip().startswith(("Stack trace", "[bt]"))]
    return lines[0].split(": ", 2)[-1] if lines else type(problem).__name__
