"""The hyperparameters of the XGBoost algorithm: texts in, checked values out."""
from job_files import UserError


def number(low=None, high=None, above=None):
    def read(name, text):
        value = parse(float, name, text, "a number")
        return within(name, value, low, high, above)
    return read


def whole(low=None, high=None):
    def read(name, text):
        value = parse(int, name, text, "a whole number")
        return within(name, value, low, high, None)
    return read


def word(*words):
    def read(name, text):
        if text not in words:
            raise UserError(f"Hyperparameter {name}: '{text}' is not one of {', '.join(words)}.")
        return text
    return read


def anything(name, text):
    if not text:
        raise UserError(f"Hyperparameter {name} is empty.")
    return text


def parse(kind, name, text, expected):
    try:
        return kind(text)
    except ValueError:
        raise UserError(f"Hyperparameter {name}: '{text}' is not {expected}.") from None


def within(name, value, low, high, above):
    if (low is not None and not value >= low) or (high is not None and not value <= high) or (above is not None and not value > above):
        limits = [f"at least {low}" if low is not None else None, f"above {above}" if above is not None else None, f"at most {high}" if high is not None else None]
        raise UserError(f"Hyperparameter {name}: {value} is out of range, expected {' and '.join(one for one in limits if one)}.")
    return value


OBJECTIVES = (
    "binary:hinge", "binary:logistic", "binary:logitraw", "count:poisson", "multi:softmax", "multi:softprob", "rank:map", "rank:ndcg",
    "rank:pairwise", "reg:absoluteerror", "reg:gamma", "reg:linear", "reg:logistic", "reg:pseudohubererror", "reg:squarederror",
    "reg:squaredlogerror", "reg:tweedie", "survival:aft", "survival:cox",
)

# Names that the library itself is given.
LIBRARY = {
    "aft_loss_distribution": word("normal", "logistic", "extreme"),
    "aft_loss_distribution_scale": number(above=0),
    "alpha": number(low=0),
    "base_score": number(),
    "booster": word("gbtree", "gblinear", "dart"),
    "colsample_bylevel": number(above=0, high=1),
    "colsample_bynode": number(above=0, high=1),
    "colsample_bytree": number(above=0, high=1),
    "deterministic_histogram": word("true", "false"),
    "eta": number(low=0, high=1),
    "feature_selector": word("cyclic", "shuffle", "random", "greedy", "thrifty"),
    "gamma": number(low=0),
    "grow_policy": word("depthwise", "lossguide"),
    "huber_slope": number(above=0),
    "interaction_constraints": anything,
    "lambda": number(low=0),
    "lambda_bias": number(low=0, high=1),
    "max_bin": whole(low=2),
    "max_delta_step": number(low=0),
    "max_depth": whole(low=0),
    "max_leaves": whole(low=0),
    "min_child_weight": number(low=0),
    "monotone_constraints": anything,
    "normalize_type": word("tree", "forest"),
    "nthread": whole(low=1),
    "num_class": whole(low=2),
    "num_parallel_tree": whole(low=1),
    "objective": word(*OBJECTIVES),
    "one_drop": word("0", "1"),
    "process_type": word("default", "update"),
    "rate_drop": number(low=0, high=1),
    "refresh_leaf": word("0", "1"),
    "sample_type": word("uniform", "weighted"),
    "sampling_method": word("uniform", "gradient_based"),
    "scale_pos_weight": number(low=0),
    "seed": whole(),
    "single_precision_histogram": word("true", "false"),
    "sketch_eps": number(above=0, high=1),
    "skip_drop": number(low=0, high=1),
    "subsample": number(above=0, high=1),
    "top_k": whole(low=0),
    "tree_method": word("auto", "exact", "approx", "hist", "gpu_hist"),
    "tweedie_variance_power": number(above=1, high=2),
    "updater": anything,
    "verbosity": whole(low=0, high=3),
}

# Names that this program understands itself.
OURS = {
    "_tuning_objective_metric": anything,
    "csv_weights": word("0", "1"),
    "early_stopping_rounds": whole(low=1),
    "eval_metric": anything,
    "num_round": whole(low=1),
    "save_model_on_termination": word("true", "false"),
}

# Names of old images that say nothing any more: they are taken and have no effect.
WITHOUT_EFFECT = ("dsplit", "prob_buffer_row", "silent", "use_dask_gpu_training")

# The documented defaults; the library's own are those of its version.
DEFAULTS = {"objective": "reg:squarederror", "eta": 0.3, "max_depth": 6, "verbosity": 1}


def read(texts):
    """Splits hyperparameters into those of the library and ours; the first problem is told as the user's error."""
    known = LIBRARY | OURS
    unknown = sorted(name for name in texts if name not in known and name not in WITHOUT_EFFECT)
    if unknown:
        raise UserError(f"Extraneous hyperparameter found: {', '.join(unknown)}. Known are {', '.join(sorted(known))}.")
    values = {name: known[name](name, str(text).strip()) for name, text in texts.items() if name in known}
    if "num_round" not in values:
        raise UserError("The hyperparameter num_round is required: the number of rounds to train.")
    library = DEFAULTS | {name: value for name, value in values.items() if name in LIBRARY}
    check_classes(library)
    if library["objective"] == "reg:linear":
        library["objective"] = "reg:squarederror"  # its old name
    if library.get("booster") == "gblinear":
        library.pop("max_depth")
    return library, {name: value for name, value in values.items() if name in OURS}


def check_classes(library):
    multiclass = library["objective"].startswith("multi:")
    if multiclass and "num_class" not in library:
        raise UserError(f"The objective {library['objective']} needs the hyperparameter num_class: the number of classes.")
    if not multiclass and "num_class" in library:
        raise UserError(f"The hyperparameter num_class is for the objectives multi:softmax and multi:softprob, not for {library['objective']}.")


def metrics(ours):
    """The names of eval_metric, in the user's order, with the one that a tuning job looks at."""
    names = [name.strip() for name in ours.get("eval_metric", "").split(",") if name.strip()]
    tuned = ours.get("_tuning_objective_metric", "").split(":")[-1]
    return names + ([tuned] if tuned and tuned not in names else [])
