"""The training program of the XGBoost image, for jobs that bring no script: channels and hyperparameters in, a model out."""
import os
import pickle
import signal
import sys

from job_files import UserError, fail, path, read_json

stopping = False


def main():
    pickled = "--pickled" in sys.argv[1:]
    try:
        train(pickled)
    except UserError as problem:
        fail(str(problem))


def train(pickled):
    import xgboost_parameters
    library, ours = xgboost_parameters.read(read_json("hyperparameters.json", {}))
    import xgboost_data  # after the checks that need no library
    xgboost = xgboost_data.xgboost
    if len(read_json("resourceconfig.json", {}).get("hosts", ["algo-1"])) > 1:
        raise UserError("Training on several instances is not offered by this XGBoost: set InstanceCount to 1.")
    matrices = read_channels(xgboost_data, ours.get("csv_weights") == "1")
    names = xgboost_parameters.metrics(ours)
    if names:
        library["eval_metric"] = names
    if ours.get("save_model_on_termination") == "true":
        signal.signal(signal.SIGTERM, remember_to_stop)
    print(f"xgboost {xgboost.__version__}: {matrices[0][0].num_row()} rows and {matrices[0][0].num_col()} features", flush=True)
    try:
        booster = xgboost.train(
            library, matrices[0][0], num_boost_round=ours["num_round"], evals=matrices, verbose_eval=False,
            callbacks=callbacks(xgboost, library, ours))
    except xgboost.core.XGBoostError as problem:
        raise UserError(f"XGBoost could not train: {xgboost_data.first_line(problem)}") from None
    save(booster, pickled)


def read_channels(data, weighted):
    """The train channel, and the validation channel when there is one, by the names under which their metrics are told."""
    config = read_json("inputdataconfig.json", {})
    found = []
    for name in ("train", "validation"):
        if name in config or os.path.isdir(path("input", "data", name)):
            matrix = data.channel(path("input", "data", name), name, config.get(name, {}).get("ContentType"), weighted)
            if matrix is None and name in config:
                raise UserError(f"The channel {name} holds no data; files whose names start with '.' or '_' do not count.")
            found.append((matrix, name))
    if not found or found[0][1] != "train":
        raise UserError("The channel train is required: InputDataConfig has none of that name.")
    return found


def callbacks(xgboost, library, ours):
    rounds = ours.get("early_stopping_rounds")
    # The best round's trees are kept alone, as far as the booster can be cut.
    early = None if rounds is None else xgboost.callback.EarlyStopping(rounds=rounds, save_best=library.get("booster", "gbtree") == "gbtree")

    class Progress(xgboost.callback.TrainingCallback):
        """One callback for both: XGBoost asks them in no order, and none after one that says stop. Every round is told."""

        def before_training(self, model):
            return early.before_training(model) if early else model

        def after_training(self, model):
            return early.after_training(model) if early else model

        def after_iteration(self, model, epoch, evals_log):
            line = [f"[{epoch}]"] + [f"{data}-{name}:{values[-1]:.5f}" for data, metrics in evals_log.items() for name, values in metrics.items()]
            print("\t".join(line), flush=True)
            return (early.after_iteration(model, epoch, evals_log) if early else False) or stopping

    return [Progress()]


def remember_to_stop(number, frame):
    global stopping
    stopping = True


def save(booster, pickled):
    os.makedirs(path("model"), exist_ok=True)
    place = path("model", "xgboost-model")
    if pickled:
        with open(place, "wb") as file:
            pickle.dump(booster, file)
    else:
        booster.save_model(place)


if __name__ == "__main__":
    main()
