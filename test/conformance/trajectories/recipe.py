"""Trajectory fixtures: initial tables and ten fixed batches -> the loss of every step and the tables after the last.

Each model is written here a second time, after its source and in PyTorch's own layers and optimisers, in doubles; every
number of the source (rates, betas, decay, reductions, starting values) stands here as the source has it and is not
read from the product. Random masks and noise follow the product's counter-based stream (PCG4D), written again below.

usage: python recipe.py OUT_DIRECTORY      (numpy, torch 2; made with torch 2.15, numpy 2.4)
"""

import json
import math
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
OUT = sys.argv[1]
USERS, ITEMS, STEPS, SEED = 6, 9, 10, 7
M = 0xFFFFFFFF


# ---- the product's random stream ---------------------------------------------------------------------------------
def pcg4d(a, b, c, d):
    x, y, z, w = [(v * 1664525 + 1013904223) & M for v in (a, b, c, d)]
    x = (x + y * w) & M
    y = (y + z * x) & M
    z = (z + x * y) & M
    w = (w + y * z) & M
    x, y, z, w = [v ^ (v >> 16) for v in (x, y, z, w)]
    x = (x + y * w) & M
    y = (y + z * x) & M
    z = (z + x * y) & M
    w = (w + y * z) & M
    return x, y, z, w


def stream(name):
    h = 0x811C9DC5
    for ch in name:
        h = ((h ^ ord(ch)) * 0x01000193) & M
    return h


def mask(name, step, shape, rate):
    """Inverted dropout: 0, or 1 / (1 - rate)."""
    count = int(np.prod(shape))
    keep = [pcg4d(SEED, stream(name), step, k >> 2)[k & 3] >= rate * 4294967296 for k in range(count)]
    return torch.tensor(keep, dtype=torch.float64).reshape(shape) / (1 - rate)


def normals(name, step, shape):
    out = []
    for k in range(int(np.prod(shape))):
        first, second, _, _ = pcg4d(SEED, stream(name), step, k)
        out.append(math.sqrt(-2 * math.log(1 - first / 2**32)) * math.cos(2 * math.pi * second / 2**32))
    return torch.tensor(out).reshape(shape)


# ---- starting values: what is declared, and a draw for the fixture --------------------------------------------------
def normal(deviation, mean=0):
    return {"kind": "normal", "mean": mean, "deviation": deviation}


def truncated(deviation):
    return {"kind": "truncated-normal", "deviation": deviation}


def xavier(fan_in, fan_out):
    return {"kind": "xavier-uniform", "fanIn": fan_in, "fanOut": fan_out}


def linear(fan_in):
    return {"kind": "torch-linear", "fanIn": fan_in}


def uniform(low, high):
    return {"kind": "uniform", "low": low, "high": high}


def lecun(fan_in):
    return uniform(-math.sqrt(3 / fan_in), math.sqrt(3 / fan_in))


ZERO = {"kind": "constant", "value": 0}
ONE = {"kind": "constant", "value": 1}
WRAPPED = {"kind": "wrapped-normal", "deviation": 0.01}


class Tables:
    """Tables under the product's names and in its layout: weights are [in x out], biases [1 x out]."""

    def __init__(self, declared, seed, scale=1.0):
        random = np.random.default_rng(seed)
        self.declared, self.values = declared, {}
        for name, (rows, columns, initial) in declared.items():
            if initial["kind"] == "constant":
                values = np.full((rows, columns), float(initial["value"]))
            else:
                # Larger than the source's draws, so that ten steps show what they do.
                values = np.round(random.normal(0, 0.4 * scale, (rows, columns)), 4)
            self.values[name] = torch.tensor(values, requires_grad=not name.endswith(("/mean", "/variance")))
        self.initial = {n: v.detach().numpy().copy() for n, v in self.values.items()}

    def __getitem__(self, name):
        return self.values[name]

    def trained(self, keep=lambda name: True):
        return [v for n, v in self.values.items() if v.requires_grad and keep(n)]


def dense(t, name, x):
    return x @ t[name + "/weight"] + t[name + "/bias"]


# ---- batches ------------------------------------------------------------------------------------------------------
def pair_batches(seed, size=5, distinct=False, targets="ratings"):
    random = np.random.default_rng(seed)
    out = []
    for _ in range(STEPS):
        items = random.permutation(ITEMS)
        batch = {
            "users": (random.permutation(USERS)[:size] if distinct else random.integers(0, USERS, size)).tolist(),
            "items": (items[:size] if distinct else random.integers(0, ITEMS, size)).tolist(),
        }
        if targets == "ratings":
            batch["targets"] = random.integers(1, 6, size).tolist()
        elif targets == "implicit":
            batch["targets"] = random.integers(0, 2, size).tolist()
        elif targets == "shares":
            batch["targets"] = [round(float(v) / 5, 4) for v in random.integers(0, 6, size)]
        else:
            others = [(i + 1 + random.integers(0, ITEMS - 1)) % ITEMS for i in batch["items"]]
            batch["negatives"] = items[size : 2 * size].tolist() if distinct else [int(v) for v in others]
        out.append(batch)
    return out


def row_batches(seed, size=3, sampled=True, values=False):
    """users, input rows of items, the item set, and targets as positions in it."""
    random = np.random.default_rng(seed)
    out = []
    for _ in range(STEPS):
        users = random.permutation(USERS)[:size].tolist()
        rows = [sorted(random.permutation(ITEMS)[: random.integers(1, 5)].tolist()) for _ in users]
        known = sorted({i for row in rows for i in row}) if sampled else list(range(ITEMS))
        weights = [[int(random.integers(1, 6)) if values else 1 for _ in row] for row in rows]
        out.append({"users": users, "rows": rows, "values": weights, "items": known if sampled else None})
    return out


def targets_of(batch):
    known = batch["items"] or list(range(ITEMS))
    target = torch.zeros(len(batch["users"]), len(known))
    for b, (row, values) in enumerate(zip(batch["rows"], batch["values"])):
        for item, value in zip(row, values):
            target[b, known.index(item)] = value
    return known, target


def bag(t, name, batch, step, noise, bias=True):
    """Recoder and vae_cf: rows of Euclidean length 1, dropout, product with the item rows, bias."""
    x = torch.zeros(len(batch["users"]), ITEMS)
    for b, (row, values) in enumerate(zip(batch["rows"], batch["values"])):
        for item, value in zip(row, values):
            x[b, item] = value
    x = F.normalize(x, dim=1, eps=1e-12)
    if noise:
        entries = [(b, item) for b, row in enumerate(batch["rows"]) for item in row]
        kept = mask(name, step, (len(entries),), noise)
        for k, (b, item) in enumerate(entries):
            x[b, item] *= kept[k]
    return x @ t[name] + (t[name + "/bias"] if bias else 0)


# ---- running and writing ------------------------------------------------------------------------------------------
def record(file, model, parameters, tables, batches, loss_of, step_of, stage=None, plan=None):
    """loss_of(batch, step) -> (what is minimised, what is reported); step_of(step) updates after backward."""
    losses = []
    for k, batch in enumerate(batches):
        for value in tables.values.values():
            value.grad = None
        minimised, reported = loss_of(batch, k + 1)
        minimised.backward()
        losses.append(float(reported.detach()))
        step_of(k + 1)
    fixture = {
        "model": model,
        "parameters": parameters,
        "stage": stage,
        "plan": plan or {"stepsPerEpoch": STEPS, "epochs": 1},
        "size": {"users": USERS, "items": ITEMS},
        "seed": SEED,
        "initials": {name: initial for name, (_, _, initial) in tables.declared.items()},
        "tables": {name: values.tolist() for name, values in tables.initial.items()},
        "batches": batches,
        "losses": [round(value, 8) for value in losses],
        "after": {name: [[round(float(v), 8) for v in row] for row in value.detach()] for name, value in tables.values.items()},
    }
    with open(os.path.join(OUT, file + ".json"), "w") as out:
        json.dump(fixture, out, separators=(",", ":"))
        out.write("\n")


def stepper(*optimizers, before=None):
    def step(k):
        if before:
            before(k)
        for optimizer in optimizers:
            optimizer.step()

    return step


def index(batch, name):
    return torch.tensor(batch[name])


# ---- cf_step: SimpleCF ------------------------------------------------------------------------------------------------
def simple_cf(file, binary):
    t = Tables({"users": (USERS, 4, normal(0.1)), "items": (ITEMS, 4, normal(0.1))}, 1)

    def loss(batch, step):
        score = (t["users"][index(batch, "users")] * t["items"][index(batch, "items")]).sum(1)
        score = torch.sigmoid(score) if binary else score
        value = F.mse_loss(score, torch.tensor(batch["targets"], dtype=torch.float64))
        return value, value

    batches = pair_batches(11, targets="implicit" if binary else "ratings")
    parameters = {"factors": 4, "binary": binary}
    record(file, "simple-cf", parameters, t, batches, loss, stepper(torch.optim.SGD(t.trained(), lr=0.06)))


# ---- fastai 0.7, lesson 5 and the walk-through: EmbeddingDot, EmbeddingNet ------------------------------------------------
def embedding_dot():
    t = Tables({"users": (USERS, 4, uniform(0, 0.05)), "items": (ITEMS, 4, uniform(0, 0.05))}, 2)

    def loss(batch, step):
        score = (t["users"][index(batch, "users")] * t["items"][index(batch, "items")]).sum(1)
        value = F.mse_loss(score, torch.tensor(batch["targets"], dtype=torch.float64))
        return value, value

    optimizer = torch.optim.SGD(t.trained(), lr=0.1, momentum=0.9, weight_decay=1e-5)
    parameters = {"factors": 4, "denseUpdates": True}
    record("embedding-dot", "embedding-dot", parameters, t, pair_batches(12), loss, stepper(optimizer))


def embedding_net():
    t = Tables(
        {
            "users": (USERS, 4, uniform(-0.01, 0.01)),
            "items": (ITEMS, 4, uniform(-0.01, 0.01)),
            "hidden/weight": (8, 10, linear(8)),
            "hidden/bias": (1, 10, linear(8)),
            "output/weight": (10, 1, linear(10)),
            "output/bias": (1, 1, linear(10)),
        },
        3,
    )

    def loss(batch, step):
        x = torch.cat([t["users"][index(batch, "users")], t["items"][index(batch, "items")]], 1)
        x = x * mask("embedding dropout", step, x.shape, 0.05)
        x = F.relu(dense(t, "hidden", x))
        x = x * mask("dropout", step, x.shape, 0.5)
        # min_rating 1, max_rating 5
        score = torch.sigmoid(dense(t, "output", x)).squeeze(1) * (5 - 1 + 1) + 1 - 0.5
        value = F.mse_loss(score, torch.tensor(batch["targets"], dtype=torch.float64))
        return value, value

    # torch adds the decay to biases too; ours leaves biases out, so they are a group without.
    optimizer = torch.optim.Adam(
        [
            {"params": t.trained(lambda n: "bias" not in n), "weight_decay": 1e-5},
            {"params": t.trained(lambda n: "bias" in n)},
        ],
        lr=1e-3,
    )
    parameters = {"factors": 4, "denseUpdates": True, "range": [0.5, 5.5]}
    record("embedding-net", "embedding-net", parameters, t, pair_batches(13), loss, stepper(optimizer))


# ---- fastai 1: EmbeddingDotBias, EmbeddingNN, one cycle, true weight decay ----------------------------------------------------
def one_cycle(step, steps, top):
    rising = int(steps * 0.3)
    cosine = lambda a, b, x: b + (a - b) / 2 * (1 + math.cos(math.pi * x))
    done = step - 1
    if done < rising:
        return cosine(top / 25, top, done / rising), cosine(0.95, 0.85, done / rising)
    x = (done - rising) / (steps - rising)
    return cosine(top, top / 25 / 1e4, x), cosine(0.85, 0.95, x)


def fastai(t, wd, top):
    """AdamW = Adam(betas=(., .99)); before its step p *= 1 - wd lr, on biases and batch norm too."""
    optimizer = torch.optim.Adam(t.trained(), lr=top, betas=(0.9, 0.99))

    def before(k):
        rate, momentum = one_cycle(k, STEPS, top)
        for group in optimizer.param_groups:
            group["lr"], group["betas"] = rate, (momentum, 0.99)
        with torch.no_grad():
            for p in t.trained():
                p.mul_(1 - wd * rate)

    return stepper(optimizer, before=before)


def embedding_dot_bias():
    t = Tables(
        {
            "users": (USERS, 4, WRAPPED),
            "items": (ITEMS, 4, WRAPPED),
            "userBias": (USERS, 1, WRAPPED),
            "itemBias": (ITEMS, 1, WRAPPED),
        },
        4,
    )

    def loss(batch, step):
        u, i = index(batch, "users"), index(batch, "items")
        raw = (t["users"][u] * t["items"][i]).sum(1) + t["userBias"][u].squeeze(1) + t["itemBias"][i].squeeze(1)
        value = F.mse_loss(torch.sigmoid(raw) * 5.5, torch.tensor(batch["targets"], dtype=torch.float64))
        return value, value

    parameters = {"factors": 4, "range": [0, 5.5], "weightDecay": 0.1}
    record("embedding-dot-bias", "embedding-dot-bias", parameters, t, pair_batches(14), loss, fastai(t, 0.1, 5e-3))


def embedding_nn():
    # min(600, round(1.6 n^.56)) with n = 7 and 10 (a row for unknown ids): 5 and 6.
    widths = [9, 7]
    t = Tables(
        {
            "users": (USERS, 5, WRAPPED),
            "items": (ITEMS, 6, WRAPPED),
            "hidden 1/weight": (11, 9, linear(11)),
            "hidden 1/bias": (1, 9, linear(11)),
            "norm 1/scale": (1, 9, ONE),
            "norm 1/shift": (1, 9, ZERO),
            "norm 1/mean": (1, 9, ZERO),
            "norm 1/variance": (1, 9, ONE),
            "hidden 2/weight": (9, 7, linear(9)),
            "hidden 2/bias": (1, 7, linear(9)),
            "norm 2/scale": (1, 7, ONE),
            "norm 2/shift": (1, 7, ZERO),
            "norm 2/mean": (1, 7, ZERO),
            "norm 2/variance": (1, 7, ONE),
            "output/weight": (7, 1, linear(7)),
            "output/bias": (1, 1, linear(7)),
        },
        51,  # no unit is on in a whole batch: its bias would have no gradient, and Adam steps of what rounding leaves
    )

    def norm(name, x):
        return F.batch_norm(
            x,
            t[name + "/mean"][0],
            t[name + "/variance"][0],
            t[name + "/scale"][0],
            t[name + "/shift"][0],
            training=True,
            momentum=0.1,
            eps=1e-5,
        )

    def loss(batch, step):
        x = torch.cat([t["users"][index(batch, "users")], t["items"][index(batch, "items")]], 1)
        x = x * mask("embedding dropout", step, x.shape, 0.1)
        x = norm("norm 1", F.relu(dense(t, "hidden 1", x)))
        x = x * mask("dropout 1", step, x.shape, 0.2)
        x = norm("norm 2", F.relu(dense(t, "hidden 2", x)))
        score = torch.sigmoid(dense(t, "output", x)).squeeze(1) * 5
        value = F.mse_loss(score, torch.tensor(batch["targets"], dtype=torch.float64))
        return value, value

    parameters = {"layers": widths, "dropouts": [0.2], "embeddingDropout": 0.1, "range": [0, 5]}
    record("embedding-nn", "embedding-nn", parameters, t, pair_batches(15, size=16), loss, fastai(t, 0.01, 5e-3))


# ---- Recoder --------------------------------------------------------------------------------------------------------------
def recoder_loss(kind, confidence=0):
    """Sums, divided by the users of the batch."""

    def loss(scores, target):
        users = target.shape[0]
        if kind == "multinomial":
            return -(target * F.log_softmax(scores, 1)).sum() / users
        if kind == "logistic":
            return F.binary_cross_entropy_with_logits(scores, target, reduction="sum") / users
        weight = 1 + confidence * (target > 0)
        return (weight * (scores - target) ** 2).sum() / users

    return loss


def recoder_adam(t, decay=2e-5):
    """Weight decay skips what is called bias."""
    return torch.optim.Adam(
        [
            {"params": t.trained(lambda n: "bias" not in n), "weight_decay": decay},
            {"params": t.trained(lambda n: "bias" in n)},
        ],
        lr=1e-3,
    )


def recoder_mf():
    t = Tables(
        {"users": (USERS, 4, xavier(USERS, 4)), "items": (ITEMS, 4, xavier(ITEMS, 4)), "items/bias": (ITEMS, 1, ZERO)}, 6
    )
    loss_of = recoder_loss("logistic")

    def loss(batch, step):
        known, target = targets_of(batch)
        h = torch.tanh(t["users"][index(batch, "users")])
        h = h * mask("dropout", step, h.shape, 0.3)
        value = loss_of(h @ t["items"][known].T + t["items/bias"][known].T, target)
        return value, value

    parameters = {"factors": 4, "activation": "tanh", "dropout": 0.3, "loss": "logistic", "denseUpdates": True}
    record("recoder-mf", "recoder-mf", parameters, t, row_batches(16), loss, stepper(recoder_adam(t)))


def autoencoder(file, layers, constrained, kind, parameters, optimizer, seed, values=False, confidence=0):
    h = layers[0]
    declared = {"input": (ITEMS, h, xavier(ITEMS, h)), "input/bias": (1, h, ZERO)}
    for k in range(1, len(layers)):
        declared[f"encoder {k}/weight"] = (layers[k - 1], layers[k], xavier(layers[k - 1], layers[k]))
        declared[f"encoder {k}/bias"] = (1, layers[k], ZERO)
    for k in range(len(layers) - 1, 0, -1):
        if not constrained:
            declared[f"decoder {k}/weight"] = (layers[k], layers[k - 1], xavier(layers[k], layers[k - 1]))
        declared[f"decoder {k}/bias"] = (1, layers[k - 1], ZERO)
    if not constrained:
        declared["output"] = (ITEMS, h, xavier(ITEMS, h))
    declared["output/bias"] = (ITEMS, 1, ZERO)
    t = Tables(declared, seed)
    noise, dropout = parameters["noise"], parameters["dropout"]
    loss_of = recoder_loss(kind, confidence)

    def loss(batch, step):
        known, target = targets_of(batch)
        x = torch.tanh(bag(t, "input", batch, step, noise))
        for k in range(1, len(layers)):
            x = torch.tanh(dense(t, f"encoder {k}", x))
        if dropout:
            x = x * mask("dropout", step, x.shape, dropout)
        for k in range(len(layers) - 1, 0, -1):
            weight = t[f"encoder {k}/weight"].T if constrained else t[f"decoder {k}/weight"]
            x = torch.tanh(x @ weight + t[f"decoder {k}/bias"])
        output = t["input"] if constrained else t["output"]
        value = loss_of(x @ output[known].T + t["output/bias"][known].T, target)
        return value, value

    batches = row_batches(seed + 10, values=values)
    record(file, "dynamic-autoencoder", parameters, t, batches, loss, stepper(optimizer(t)))


# ---- ConvNCF: RecBole and the original --------------------------------------------------------------------------------------
def convolutions(t, channels, user, item):
    x = torch.bmm(user.unsqueeze(2), item.unsqueeze(1)).unsqueeze(1)
    depth = 1
    for k, count in enumerate(channels):
        weight = t[f"convolution {k + 1}/weight"].reshape(2, 2, depth, count).permute(3, 2, 0, 1)
        x = F.relu(F.conv2d(x, weight, t[f"convolution {k + 1}/bias"][0], stride=2))
        depth = count
    return x.sum((2, 3))


def convncf_tables(channels, embedding, ofLayer, head, seed):
    declared = {"users": (USERS, 8, embedding), "items": (ITEMS, 8, embedding)}
    depth = 1
    for k, count in enumerate(channels):
        weight, bias = ofLayer(4 * depth)
        declared[f"convolution {k + 1}/weight"] = (4 * depth, count, weight)
        declared[f"convolution {k + 1}/bias"] = (1, count, bias)
        depth = count
    declared["head/weight"] = (depth, 1, head[0])
    declared["head/bias"] = (1, 1, head[1])
    return Tables(declared, seed)


def convncf_recbole():
    channels = [3, 2]
    t = convncf_tables(channels, normal(1), lambda n: (linear(n), linear(n)), (linear(2), linear(2)), 8)
    weights = [n for n in t.values if n.endswith("/weight")]

    def loss(batch, step):
        u, i, j = [index(batch, n) for n in ("users", "items", "negatives")]
        users, items = torch.cat([t["users"][u]] * 2), torch.cat([t["items"][i], t["items"][j]])
        pooled = convolutions(t, channels, users, items)
        pooled = pooled * mask("dropout", step, pooled.shape, 0.2)
        scores = dense(t, "head", pooled).squeeze(1)
        distance = scores[: len(u)] - scores[len(u) :]
        ranking = F.softplus(-distance).sum()
        penalty = 0.1 * (t["users"].norm() + t["items"].norm()) + 0.1 * sum(t[n].norm() for n in weights)
        # Reported by ours: the mean over the pairs, without the penalty.
        return ranking + penalty, ranking / len(u)

    parameters = {"factors": 8, "channels": channels, "kernels": [2, 2], "strides": [2, 2]}
    optimizer = torch.optim.Adam(t.trained(), lr=1e-3)
    record("convncf-recbole", "convncf", parameters, t, pair_batches(18, targets="pairs"), loss, stepper(optimizer))


def adagrad(t, rate):
    """TensorFlow's: sums start at .1, no epsilon."""
    sums = {n: torch.full_like(v, 0.1) for n, v in t.values.items()}

    def step(k):
        with torch.no_grad():
            for n, v in t.values.items():
                sums[n] += v.grad**2
                v -= rate * v.grad / sums[n].sqrt()

    return step


ORIGINAL = {
    "factors": 8,
    "channels": [3, 2, 2],
    "kernels": [2, 2, 2],
    "strides": [2, 2, 2],
    "dropout": 0,
    "weights": "original",
    "optimizer": "adagrad",
    "learningRate": 0.05,
    "pretrainEpochs": 500,
    "pretrainLearningRate": 0.05,
    "embeddingNorm": 0,
    "weightNorm": 0,
    "embeddingL2": 0.01,
    "convolutionL2": 1,
    "headL2": 11,
    "epochs": 1500,
}


def convncf_original(file, stage, rate, regularised):
    """The embeddings' penalty counts occurrences; ours rows: in these batches every row occurs once."""
    channels = ORIGINAL["channels"]
    t = convncf_tables(
        channels,
        truncated(0.01),
        lambda n: (truncated(0.1), {"kind": "constant", "value": 0.1}),
        (truncated(0.1), truncated(0.1)),
        9,
    )
    convolution = [n for n in t.values if n.startswith("convolution")]

    def loss(batch, step):
        u, i, j = [index(batch, n) for n in ("users", "items", "negatives")]
        p, q1, q2 = t["users"][u], t["items"][i], t["items"][j]
        score = lambda q: dense(t, "head", convolutions(t, channels, p, q)).squeeze(1)
        ranking = F.softplus(-(score(q1) - score(q2))).sum()
        square = lambda *xs: sum((x**2).sum() for x in xs)
        head = square(t["head/weight"], t["head/bias"])
        penalty = 0.01 * square(p, q1, q2) + 10 * head + 1 * (square(*[t[n] for n in convolution]) + head)
        return ranking + (penalty if regularised else 0), ranking / len(u)

    batches = pair_batches(19, size=4, distinct=True, targets="pairs")
    record(file, "convncf", ORIGINAL, t, batches, loss, adagrad(t, rate), stage=stage)


def mf_bpr():
    t = Tables({"users": (USERS, 8, truncated(0.01)), "items": (ITEMS, 8, truncated(0.01))}, 10)

    def loss(batch, step):
        p, q1, q2 = t["users"][index(batch, "users")], t["items"][index(batch, "items")], t["items"][index(batch, "negatives")]
        ranking = F.softplus(-((p * q1).sum(1) - (p * q2).sum(1))).sum()
        return ranking + 0.01 * ((p**2).sum() + (q1**2).sum() + (q2**2).sum()), ranking / len(p)

    batches = pair_batches(20, size=4, distinct=True, targets="pairs")
    record("convncf-pretraining", "convncf", ORIGINAL, t, batches, loss, adagrad(t, 0.05), stage="pretraining of the factors")


# ---- NCF: Keras 1 -------------------------------------------------------------------------------------------------------------
def ncf(file, model, parameters, stage, product, tower, layers, factors, rate, kind="adam", seed=21):
    declared = {}
    if product is not None:
        declared[product + "users"] = (USERS, factors, normal(0.01))
        declared[product + "items"] = (ITEMS, factors, normal(0.01))
    if tower is not None:
        half = layers[0] // 2
        declared[tower + "users"] = (USERS, half, normal(0.01))
        declared[tower + "items"] = (ITEMS, half, normal(0.01))
        for k in range(1, len(layers)):
            declared[f"{tower}hidden {k}/weight"] = (layers[k - 1], layers[k], xavier(layers[k - 1], layers[k]))
            declared[f"{tower}hidden {k}/bias"] = (1, layers[k], ZERO)
    width = (factors if product is not None else 0) + (layers[-1] if tower is not None else 0)
    head = "output" if product is not None and tower is not None else (product if tower is None else tower) + "output"
    declared[head + "/weight"] = (width, 1, lecun(width))
    declared[head + "/bias"] = (1, 1, ZERO)
    t = Tables(declared, seed)

    def loss(batch, step):
        u, i = index(batch, "users"), index(batch, "items")
        vectors = []
        if product is not None:
            vectors.append(t[product + "users"][u] * t[product + "items"][i])
        if tower is not None:
            x = torch.cat([t[tower + "users"][u], t[tower + "items"][i]], 1)
            for k in range(1, len(layers)):
                x = F.relu(dense(t, f"{tower}hidden {k}", x))
            vectors.append(x)
        probability = torch.sigmoid(dense(t, head, torch.cat(vectors, 1))).squeeze(1)
        value = F.binary_cross_entropy(probability, torch.tensor(batch["targets"], dtype=torch.float64))
        return value, value

    make = torch.optim.Adam if kind == "adam" else torch.optim.SGD
    batches = pair_batches(seed, size=8, targets="implicit")
    record(file, model, parameters, t, batches, loss, stepper(make(t.trained(), lr=rate)), stage=stage)


# ---- DMF (Xue et al. 2017) ------------------------------------------------------------------------------------------------------
def dmf():
    t = Tables(
        {
            "user row": (ITEMS, 7, truncated(0.01)),
            "user layer 2/weight": (7, 5, truncated(0.01)),
            "user layer 2/bias": (1, 5, truncated(0.01)),
            "item row": (USERS, 8, truncated(0.01)),
            "item layer 2/weight": (8, 5, truncated(0.01)),
            "item layer 2/bias": (1, 5, truncated(0.01)),
        },
        51,  # no pair whose cosine is 1 within rounding, for the same reason
    )
    random = np.random.default_rng(31)
    matrix = torch.tensor(random.integers(0, 6, (USERS, ITEMS)) * (random.random((USERS, ITEMS)) < 0.6), dtype=torch.float64)

    def loss(batch, step):
        p = F.relu(dense(t, "user layer 2", matrix[index(batch, "users")] @ t["user row"]))
        q = F.relu(dense(t, "item layer 2", matrix.T[index(batch, "items")] @ t["item row"]))
        lengths = p.norm(dim=1) * q.norm(dim=1)
        y = torch.where(lengths > 0, (p * q).sum(1) / lengths.clamp(min=1e-300), torch.zeros(1))
        y = torch.clamp(y, min=1e-6, max=1 - 1e-6)
        share = torch.tensor(batch["targets"])
        value = -(share * torch.log(y) + (1 - share) * torch.log(1 - y)).sum()
        return value, value / len(share)

    parameters = {"userLayers": [7, 5], "itemLayers": [8, 5], "denseUpdates": True}
    batches = pair_batches(32, size=6, targets="shares")
    optimizer = torch.optim.Adam(t.trained(), lr=1e-4)
    plan = {"stepsPerEpoch": STEPS, "epochs": 1, "matrix": matrix.tolist()}
    record("dmf", "dmf", parameters, t, batches, loss, stepper(optimizer), plan=plan)


# ---- vae_cf: Mult-DAE, Mult-VAE ---------------------------------------------------------------------------------------------------
def log_likelihood(t, x, target):
    scores = x @ t["output"].T + t["output/bias"].T
    return -(target * F.log_softmax(scores, 1)).sum(1).mean()


def mult_dae():
    t = Tables(
        {
            "input": (ITEMS, 4, xavier(ITEMS, 4)),
            "input/bias": (1, 4, truncated(0.001)),
            "output": (ITEMS, 4, xavier(4, ITEMS)),
            "output/bias": (ITEMS, 1, truncated(0.001)),
        },
        40,
    )

    def loss(batch, step):
        _, target = targets_of(batch)
        value = log_likelihood(t, torch.tanh(bag(t, "input", batch, step, 0.5)), target)
        # l2_regularizer(lam)(w) = lam sum(w^2) / 2, lam = .01 / 500, and twice of it is added.
        penalty = 2 * (0.01 / 500) * ((t["input"] ** 2).sum() + (t["output"] ** 2).sum()) / 2
        return value + penalty, value

    parameters = {"layers": [4], "denseUpdates": True}
    optimizer = torch.optim.Adam(t.trained(), lr=1e-3)
    record("mult-dae", "mult-dae", parameters, t, row_batches(41, sampled=False), loss, stepper(optimizer))


def mult_vae():
    h, z, steps = 6, 3, 20
    t = Tables(
        {
            "input": (ITEMS, h, xavier(ITEMS, h)),
            "input/bias": (1, h, truncated(0.001)),
            "mean/weight": (h, z, xavier(h, 2 * z)),
            "mean/bias": (1, z, truncated(0.001)),
            "log variance/weight": (h, z, xavier(h, 2 * z)),
            "log variance/bias": (1, z, truncated(0.001)),
            "decoder 1/weight": (z, h, xavier(z, h)),
            "decoder 1/bias": (1, h, truncated(0.001)),
            "output": (ITEMS, h, xavier(h, ITEMS)),
            "output/bias": (ITEMS, 1, truncated(0.001)),
        },
        42,
    )

    def loss(batch, step):
        _, target = targets_of(batch)
        x = torch.tanh(bag(t, "input", batch, step, 0.5))
        mean, log_variance = dense(t, "mean", x), dense(t, "log variance", x)
        drawn = mean + torch.exp(log_variance / 2) * normals("draw", step, mean.shape)
        divergence = (0.5 * (-log_variance + log_variance.exp() + mean**2 - 1)).sum(1).mean()
        anneal = min(0.2, (step - 1) / steps)
        value = log_likelihood(t, torch.tanh(dense(t, "decoder 1", drawn)), target) + anneal * divergence
        return value, value

    parameters = {"layers": [h, z], "klSteps": steps, "denseUpdates": True}
    optimizer = torch.optim.Adam(t.trained(), lr=1e-3)
    record("mult-vae", "mult-vae", parameters, t, row_batches(43, sampled=False), loss, stepper(optimizer))


simple_cf("simple-cf", False)
simple_cf("simple-cf-binary", True)
embedding_dot()
embedding_net()
embedding_dot_bias()
embedding_nn()
recoder_mf()
AE = {"noise": 0.5, "dropout": 0, "denseUpdates": True}
autoencoder("dynamic-autoencoder", [4], False, "multinomial", {**AE, "layers": [4]}, recoder_adam, 7)
autoencoder(
    "dynamic-autoencoder-tied",
    [5, 3],
    True,
    "multinomial",
    {**AE, "layers": [5, 3], "constrained": True, "dropout": 0.25},
    recoder_adam,
    17,
)
autoencoder(
    "dynamic-autoencoder-squared",
    [4],
    False,
    "squared-error",
    {**AE, "layers": [4], "loss": "squared-error", "confidence": 2, "optimizer": "momentum", "weightDecay": 0, "noise": 0},
    lambda t: torch.optim.SGD(t.trained(), lr=1e-3, momentum=0.9),
    18,
    values=True,
    confidence=2,
)
convncf_recbole()
convncf_original("convncf-original", "training", 0.05, True)
convncf_original("convncf-original-first", "first pass, without regularisation", 0.01, False)
mf_bpr()
LAYERS = [8, 6, 4]
ncf("gmf", "gmf", {"factors": 5, "denseUpdates": True}, None, "", None, LAYERS, 5, 1e-3, seed=21)
ncf("mlp", "mlp", {"layers": LAYERS, "denseUpdates": True}, None, None, "", LAYERS, 0, 1e-3, seed=22)
NEUMF = {"factors": 5, "layers": LAYERS, "denseUpdates": True}
ncf("neumf", "neumf", NEUMF, None, "product/", "tower/", LAYERS, 5, 1e-3, seed=23)
PRETRAINED = {**NEUMF, "pretrainEpochs": 20, "optimizer": "sgd"}
ncf("neumf-pretrained", "neumf", PRETRAINED, "training", "product/", "tower/", LAYERS, 5, 1e-3, kind="sgd", seed=24)
ncf("neumf-product", "neumf", PRETRAINED, "product of factors", "product/", None, LAYERS, 5, 1e-3, seed=25)
ncf("neumf-tower", "neumf", PRETRAINED, "tower of layers", None, "tower/", LAYERS, 0, 1e-3, seed=26)
dmf()
mult_dae()
mult_vae()
