"""
Serves a model by the functions of the user's script: model_fn, and then transform_fn, or input_fn, predict_fn and output_fn. What the script leaves out is
done as the images of its framework do it.
"""
import importlib.util
import inspect
import io
import json
import os
import subprocess
import sys

from inference_server import Refused, serve
from job_files import UserError, fail, on_host

FUNCTIONS = ("model_fn", "input_fn", "predict_fn", "output_fn", "transform_fn")


def main():
    framework = sys.argv[1] if len(sys.argv) > 1 else "python"
    model_folder = on_host(os.environ.get("SM_MODEL_DIR", "/opt/ml/model"))
    try:
        script = load(on_host(os.environ.get("SAGEMAKER_SUBMIT_DIRECTORY") or os.path.join(model_folder, "code")), os.environ.get("SAGEMAKER_PROGRAM") or "inference.py")
        own = {name: getattr(script, name) for name in FUNCTIONS if callable(getattr(script, name, None))}
        if "transform_fn" in own and any(name in own for name in ("input_fn", "predict_fn", "output_fn")):
            raise UserError("The script has transform_fn and also input_fn, predict_fn or output_fn: transform_fn stands for the other three, keep one or the others.")
        if "model_fn" not in own:
            raise UserError("The script has no model_fn(model_dir): it must load the model.")
    except UserError as problem:
        fail(str(problem))
    model = call(own["model_fn"], model_folder)
    default_accept = os.environ.get("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT") or "application/json"

    def invoke(body, content_type, accept):
        content_type = content_type or "application/json"
        accept = default_accept if not accept or accept == "*/*" else accept
        if "transform_fn" in own:
            return encoded(call(own["transform_fn"], model, text_or_bytes(body, content_type), content_type, accept), accept)
        data = call(own["input_fn"], text_or_bytes(body, content_type), content_type) if "input_fn" in own else decode(body, content_type, framework)
        prediction = call(own["predict_fn"], data, model) if "predict_fn" in own else predict(data, model, framework)
        return encoded(call(own["output_fn"], prediction, accept) if "output_fn" in own else encode(prediction, accept), accept)

    serve(invoke, {"MaxConcurrentTransforms": 1, "BatchStrategy": "MULTI_RECORD", "MaxPayloadInMB": 6})


def load(folder, program):
    """The user's script as a module; what lies beside it can be imported."""
    place = os.path.join(folder, program)
    if not os.path.isfile(place):
        raise UserError(f"The script '{program}' (SAGEMAKER_PROGRAM) is not in {folder} (SAGEMAKER_SUBMIT_DIRECTORY, or code/ of the model archive).")
    requirements = os.path.join(folder, "requirements.txt")
    if os.path.isfile(requirements) and subprocess.call([sys.executable, "-m", "pip", "install", "--user", "--break-system-packages", "-r", requirements]) != 0:
        raise UserError("The packages of requirements.txt could not be installed; pip's own words are in the log.")
    import site
    sys.path[:0] = [os.path.dirname(place), folder]
    if os.path.isdir(site.getusersitepackages()) and site.getusersitepackages() not in sys.path:
        sys.path.append(site.getusersitepackages())
    spec = importlib.util.spec_from_file_location(os.path.splitext(os.path.basename(program))[0], place)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # before it runs: what it pickles or unpickles names it
    spec.loader.exec_module(module)
    return module


def call(function, *arguments):
    """Some images hand a context on as a last argument; a function that asks for it gets None."""
    wanted = [one for one in inspect.signature(function).parameters.values() if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD) and one.default is one.empty]
    return function(*arguments, *[None] * max(0, len(wanted) - len(arguments)))


def text_or_bytes(body, content_type):
    kind = content_type.split(";")[0].strip().lower()
    return body.decode("utf-8") if kind.startswith("text/") or kind in ("application/json", "application/jsonlines", "application/csv") else body


def decode(body, content_type, framework):
    import numpy
    kind = content_type.split(";")[0].strip().lower()
    if framework == "xgboost" and kind in ("text/csv", "text/libsvm", "text/x-libsvm"):
        import xgboost_data as data
        try:
            rows = data.csv_rows(body.decode("utf-8"), "The body") if kind == "text/csv" else data.libsvm_rows(body.decode("utf-8"), 0)
        except UserError as wrong:
            raise Refused(400, str(wrong)) from None
        return data.xgboost.DMatrix(rows)
    if kind == "text/csv":
        return numpy.genfromtxt(io.StringIO(body.decode("utf-8")), dtype=float, delimiter=",", ndmin=2)
    if kind == "application/json":
        return numpy.array(json.loads(body))
    if kind == "application/x-npy":
        return numpy.load(io.BytesIO(body))
    raise Refused(415, f"Content type '{content_type}' is not decoded without an input_fn: use text/csv, application/json or application/x-npy, or write input_fn.")


def predict(data, model, framework):
    if framework == "xgboost" and type(model).__name__ == "Booster":
        return model.predict(data, validate_features=False)
    return model.predict(data)


def encode(prediction, accept):
    import numpy
    for kind in (one.split(";")[0].strip().lower() for one in accept.split(",")):
        if kind in ("application/json", "*/*"):
            return json.dumps(prediction.tolist() if hasattr(prediction, "tolist") else prediction), "application/json"
        if kind == "text/csv":
            rows = numpy.atleast_1d(numpy.asarray(prediction))
            return "".join((",".join(map(str, one.tolist())) if one.ndim else str(one.item())) + "\n" for one in rows), "text/csv"
        if kind == "application/x-npy":
            buffer = io.BytesIO()
            numpy.save(buffer, prediction)
            return buffer.getvalue(), kind
    raise Refused(406, f"Accept '{accept}' is not encoded without an output_fn: use application/json, text/csv or application/x-npy, or write output_fn.")


def encoded(answer, accept):
    """What the script gave back: a body, or a body and its content type."""
    body, kind = answer if isinstance(answer, tuple) and len(answer) == 2 else (answer, accept.split(",")[0])
    if body is None:
        return None
    if isinstance(body, str):
        body = body.encode("utf-8")
    elif not isinstance(body, (bytes, bytearray)):
        body = json.dumps(body.tolist() if hasattr(body, "tolist") else body).encode()
    return bytes(body), kind or "application/octet-stream"


if __name__ == "__main__":
    main()
