"""The serving program of the XGBoost image, for models that bring no script: CSV, libsvm or JSON in, predictions out."""
import json
import os
import pickle
import threading

from inference_server import Refused, serve
from job_files import UserError, fail, on_host

try:
    import xgboost_data as data
except UserError as problem:
    fail(str(problem))

numpy, xgboost = data.numpy, data.xgboost
ANSWERS = (data.CSV, data.JSON, data.JSON_LINES)


def main():
    try:
        booster = load(on_host(os.environ.get("SM_MODEL_DIR", "/opt/ml/model")))
    except UserError as problem:
        fail(str(problem))
    lock = threading.Lock()
    batch = os.environ.get("SAGEMAKER_BATCH") == "true"

    def invoke(body, content_type, accept):
        if not body.strip():
            return None
        answer = answer_type(accept)
        try:
            matrix = read(body, content_type, booster.num_features())
            with lock:
                scores = predict(booster, matrix)
        except (UserError, xgboost.core.XGBoostError, ValueError) as wrong:
            raise Refused(400, data.first_line(wrong) if isinstance(wrong, xgboost.core.XGBoostError) else str(wrong)) from None
        return write(scores.tolist(), answer, batch), answer

    serve(invoke, {"MaxConcurrentTransforms": os.cpu_count() or 1, "BatchStrategy": "MULTI_RECORD", "MaxPayloadInMB": 6})


def load(folder):
    """The booster of a model folder, in either of the formats that the images wrote."""
    place = os.path.join(folder, "xgboost-model")
    if not os.path.isfile(place):
        others = sorted(one for one in os.listdir(folder) if os.path.isfile(os.path.join(folder, one)) and not one.startswith(".")) if os.path.isdir(folder) else []
        if len(others) != 1:
            raise UserError(f"The model archive has no file 'xgboost-model' at its root; it has {', '.join(others) or 'no file at all'}.")
        place = os.path.join(folder, others[0])
    with open(place, "rb") as file:
        is_pickle = file.read(1) == b"\x80"
    try:
        if is_pickle:
            with open(place, "rb") as file:
                booster = pickle.load(file)
        else:
            booster = xgboost.Booster(model_file=place)
    except Exception as problem:  # unpickling raises whatever the pickle wants
        raise UserError(f"The model {os.path.basename(place)} cannot be loaded by xgboost {xgboost.__version__}: {data.first_line(problem)}") from None
    if hasattr(booster, "get_booster"):
        booster = booster.get_booster()
    if not isinstance(booster, xgboost.Booster):
        raise UserError(f"The model {os.path.basename(place)} holds a {type(booster).__name__}, not a booster of XGBoost.")
    return booster


def answer_type(accept):
    wanted = [data.media_type(one) for one in (accept or "").split(",") if one.strip()]
    if not wanted or any(one in ("*/*", "text/*") for one in wanted):
        return data.CSV
    found = next((one for one in wanted if one in ANSWERS), None)
    if found is None:
        raise Refused(406, f"Accept '{accept}' is not offered: use {', '.join(ANSWERS)}.")
    return found


def read(body, content_type, columns):
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise UserError("The body is not UTF-8 text.") from None
    # Without a content type the text itself tells.
    kind = data.media_type(content_type) or (data.LIBSVM if data.looks_like_libsvm(text) else data.CSV)
    if kind == data.CSV:
        return xgboost.DMatrix(data.csv_rows(text, "The body"))
    if kind == data.LIBSVM:
        return xgboost.DMatrix(data.libsvm_rows(text, columns))
    if kind == data.JSON:
        return json_matrix(instances(json.loads(text)))
    if kind == data.JSON_LINES:
        return json_matrix([row(json.loads(line)) for line in text.splitlines() if line.strip()])
    raise Refused(415, f"Content type '{content_type}' is not offered: use {data.CSV}, {data.LIBSVM}, {data.JSON} or {data.JSON_LINES}.")


def instances(document):
    """The rows of a document: {"instances": [...]}, a list of rows, or one row."""
    if isinstance(document, dict) and "instances" in document:
        document = document["instances"]
    if isinstance(document, list) and document and all(isinstance(one, (list, dict)) for one in document):
        return [row(one) for one in document]
    return [row(document)]


def row(document):
    """The features of one record: a list of numbers, or an object that holds it."""
    if isinstance(document, dict):
        document = next((document[name] for name in ("features", "data", "values") if name in document), None)
    if not isinstance(document, list) or not all(one is None or (isinstance(one, (int, float)) and not isinstance(one, bool)) for one in document):
        raise UserError('A record is a list of numbers, or an object that has it as "features".')
    return [float("nan") if one is None else one for one in document]


def json_matrix(rows):
    if len({len(one) for one in rows}) > 1:
        raise UserError("The records have different numbers of features.")
    return xgboost.DMatrix(numpy.array(rows, dtype=numpy.float32))


def predict(booster, matrix):
    best = booster.attr("best_iteration")
    trees = (0, int(best) + 1) if best is not None and int(best) + 1 <= booster.num_boosted_rounds() else (0, 0)
    return booster.predict(matrix, iteration_range=trees, validate_features=False)


def write(scores, kind, batch):
    if kind == data.JSON:
        return json.dumps({"predictions": [{"score": one} for one in scores]}).encode()
    if kind == data.JSON_LINES:
        return "".join(json.dumps({"score": one}) + "\n" for one in scores).encode()
    texts = [str(one) for one in scores]
    return ("\n".join(texts) + "\n" if batch else ",".join(texts)).encode()


if __name__ == "__main__":
    main()
