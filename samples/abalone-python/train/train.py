"""Trains a booster on the train channel; hyperparameters come as arguments, places as SM_ variables."""
import argparse
import os

import xgboost as xgb

from tables import read


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--num_round", type=int, required=True)
    parser.add_argument("--objective", default="reg:squarederror")
    parser.add_argument("--max_depth", type=int, default=6)
    parser.add_argument("--eta", type=float, default=0.3)
    parser.add_argument("--subsample", type=float, default=1.0)
    parser.add_argument("--model_dir", default=os.environ.get("SM_MODEL_DIR"))
    parser.add_argument("--train", default=os.environ.get("SM_CHANNEL_TRAIN"))
    parser.add_argument("--validation", default=os.environ.get("SM_CHANNEL_VALIDATION"))
    args = parser.parse_args()

    train, validation = read(args.train), read(args.validation)
    booster = xgb.train(
        {"objective": args.objective, "max_depth": args.max_depth, "eta": args.eta, "subsample": args.subsample, "seed": 17},
        train,
        num_boost_round=args.num_round,
        evals=[(train, "train"), (validation, "validation")],
    )
    booster.save_model(os.path.join(args.model_dir, "xgboost-model"))


if __name__ == "__main__":
    main()
