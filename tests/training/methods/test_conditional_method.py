from __future__ import annotations

import math
from dataclasses import replace

import pytest
import tiny
import torch
from test_gan_method import changed, train_all_weights, weights
from tiny_conditional import EVENTFUL, LABELLED, SETTINGS, batch, make
from tiny_gan import RECIPE, step

from genfaces.networks.conditional import Verdict
from training.errors import TrainingError
from training.methods.objectives import Hinge, LeastSquares, NonSaturating, Wasserstein
from training.recipes_conditional import CONDITIONAL

EVERY_OPTION = {
    "both heads, relativistic": SETTINGS,
    "non-saturating, R1": replace(SETTINGS, objective=NonSaturating(), r1=1.0, penalty_interval=1),
    "hinge, one batch": replace(SETTINGS, objective=Hinge(), one_batch=True),
    "wgan-gp": replace(SETTINGS, objective=Wasserstein(), gradient_penalty=10.0),
    "two steps of G": replace(SETTINGS, objective=LeastSquares(), g_steps=2),
    "A1's discriminator": replace(
        SETTINGS, discriminator="acgan", discriminator_arguments={"label_size": 2, "width": 2}, mismatch=0.0
    ),
}
CLASSES, PROJECTION = "classes", "projection"


@pytest.mark.parametrize("name", EVERY_OPTION)
def test_every_option_trains_all_weights(name):
    method = make(EVERY_OPTION[name])
    for losses in train_all_weights(method, batch):
        assert {"discriminator", "generator", "class_real", "class_fake"} <= losses.keys()


def head_gradients(method):
    return {
        name: parameter.grad.clone()
        for name, parameter in method.networks["discriminator"].named_parameters()
        if name.startswith((CLASSES, PROJECTION))
    }


def test_each_turn_moves_one_network():
    method = make()
    fakes = method.draw(batch().labels, step(), learn=True)
    before = {name: weights(network) for name, network in method.networks.items()}
    method.train_discriminator(batch(), fakes.detach(), batch().labels, step())
    assert changed(before["generator"], method.networks["generator"]) == set()
    before["discriminator"] = weights(method.networks["discriminator"])
    method.train_generator(batch(), fakes, batch().labels, step())
    assert changed(before["discriminator"], method.networks["discriminator"]) == set()


def test_d_learns_classes_from_real_images_only():
    def gradients(fakes):
        method = make()
        torch.manual_seed(3)
        method.train_discriminator(batch(), fakes, batch().labels, step())
        return head_gradients(method)

    one, other = gradients(torch.zeros(8, 3, 64, 64)), gradients(torch.full((8, 3, 64, 64), 0.7))
    assert torch.equal(one["classes.weight"], other["classes.weight"])
    assert not torch.equal(one["projection.weight"], other["projection.weight"])


def test_g_learns_classes_from_its_fakes_only():
    def gradients(class_weight_d, class_weight_g):
        method = make(replace(SETTINGS, class_weight_d=class_weight_d, class_weight_g=class_weight_g))
        method.train_generator(batch(), method.draw(batch().labels, step(), learn=True), batch().labels, step())
        return torch.cat([p.grad.flatten() for p in method.networks["generator"].parameters()])

    assert torch.equal(gradients(1.0, 1.0), gradients(9.0, 1.0))
    assert not torch.allclose(gradients(1.0, 1.0), gradients(1.0, 9.0))


def test_a_fake_is_asked_for_the_labels_of_its_real_image():
    method, a_batch = make(), batch()
    seen = []
    method.networks["generator"].register_forward_pre_hook(lambda _, given: seen.append(given[1]))
    method.networks["discriminator"].register_forward_pre_hook(lambda _, given: seen.append(given[1]))
    method.step(a_batch, step())
    assert len(seen) == 5  # G once; real and fake in each turn
    assert all(torch.equal(labels, 2.0 * a_batch.labels - 1.0) for labels in seen)


def test_flipped_fakes_are_asked_for_one_other_answer():
    method, a_batch = make(replace(SETTINGS, flipped=0.5)), batch(64)
    torch.manual_seed(0)
    asked = method.asked(a_batch.labels, step())
    late = make(replace(SETTINGS, flipped=0.5, flipped_from=100))
    assert torch.equal(late.asked(a_batch.labels, replace(step(), images_seen=99)), a_batch.labels)
    assert not torch.equal(late.asked(a_batch.labels, replace(step(), images_seen=100)), a_batch.labels)
    flips = (asked != a_batch.labels).sum(1)
    assert set(flips.tolist()) == {0, 1}
    assert 0.3 < flips.float().mean() < 0.7
    seen, told = [], []
    method.networks["generator"].register_forward_pre_hook(lambda _, given: seen.append(given[1]))
    method.networks["discriminator"].register_forward_pre_hook(lambda _, given: told.append(given[1]))
    method.asked = lambda *_: asked
    method.step(a_batch, step())
    real, fake = 2.0 * a_batch.labels - 1.0, 2.0 * asked - 1.0
    assert torch.equal(seen[0], fake)
    assert all(torch.equal(*pair) for pair in zip(told, [real, fake, real, fake], strict=True))


PAIRS = replace(SETTINGS, pair_interval=2, pair_class_weight=2.0, pair_distance_weight=3.0)


def test_pairs_are_learned_from_at_every_second_step_and_by_g_alone():
    method = make(replace(PAIRS, pairs_from=100))
    for number, images_seen, due in ((1, 100, False), (2, 99, False), (2, 100, True)):
        losses = method.step(batch(), replace(step(number), images_seen=images_seen))
        assert ({"pair_class", "pair_distance"} <= losses.keys()) == due
    method = make(PAIRS)
    before = {name: weights(network) for name, network in method.networks.items()}
    method.train_pairs(batch().labels, step())
    assert changed(before["discriminator"], method.networks["discriminator"]) == set()
    assert changed(before["generator"], method.networks["generator"])


def test_a_pair_has_one_noise_and_two_answers():
    method, seen, told = make(PAIRS), [], []
    method.networks["generator"].register_forward_pre_hook(lambda _, given: seen.append(given))
    method.networks["discriminator"].register_forward_pre_hook(lambda _, given: told.append(given[1]))
    method.train_pairs(batch().labels, step())
    (noise, before), (same, after) = seen
    assert torch.equal(noise, same)
    assert torch.equal(before, 2.0 * batch().labels - 1.0)
    assert ((before != after).sum(1) == 1).all()
    assert torch.equal(told[0], after)


def test_a_pair_is_as_far_apart_as_its_pixels_are_on_average():
    """The mean absolute difference, which lets a few pixels change much, and no squared one, which spreads change."""
    method, a_batch = make(replace(PAIRS, pair_distance_weight=3.0)), batch(64)
    brightness = torch.tensor([0.25, 0.75])
    method.generate = lambda network, noise, asked: (asked @ brightness)[:, None, None, None].expand(-1, 3, 64, 64)
    torch.manual_seed(0)
    changed_labels = method.questions.another
    asked = []
    method.questions.another = lambda labels: asked.append(changed_labels(labels)) or asked[-1]
    losses = method.train_pairs(a_batch.labels, replace(step(), backward=lambda loss: None))
    first_share = float((asked[0] != a_batch.labels)[:, 0].float().mean())
    expected = 0.25 * first_share + 0.75 * (1 - first_share)
    assert float(losses["pair_distance"]) == pytest.approx(3.0 * expected, rel=1e-4)


def test_losses_of_labels_weigh_what_they_are_told_to():
    """Twice each weight is twice each loss; what each turn steps down is their sum."""
    weights_of = {
        "class_weight_d": "class_real",
        "class_weight_g": "class_fake",
        "mismatch": "mismatch",
        "pair_class_weight": "pair_class",
        "pair_distance_weight": "pair_distance",
    }

    def told(**weights):
        descended = []
        method = make(replace(PAIRS, **weights))
        for optimizer in method.optimizers.values():
            optimizer.param_groups[0]["lr"] = optimizer.param_groups[0]["initial_lr"] = 0.0
        torch.manual_seed(5)
        losses = method.step(
            batch(), replace(step(), backward=lambda loss: (descended.append(float(loss.detach())), loss.backward()))
        )
        return {name: float(loss) for name, loss in losses.items()}, descended

    once, descended = told(**dict.fromkeys(weights_of, 1.0))
    twice, _ = told(**dict.fromkeys(weights_of, 2.0))
    for name in weights_of.values():
        assert twice[name] == pytest.approx(2 * once[name], rel=1e-4), name
    turns = [("discriminator", "class_real", "mismatch"), ("generator", "class_fake")]
    assert descended[:2] == pytest.approx([sum(once[name] for name in turn) for turn in turns], rel=1e-4)
    # Pairs come at every second step, so that what is told of them counts for two.
    assert 2 * descended[2] == pytest.approx(once["pair_class"] + once["pair_distance"], rel=1e-4)


def test_the_loss_of_labels_is_their_cross_entropy_once():
    """Of a D that has no idea: log 2 a question, for the real image, for the fake, and for the answer that changed; and
    log 2 for telling an image's labels from wrong ones."""
    method = make(replace(PAIRS, mismatch=1.0, pair_class_weight=1.0))

    def clueless(network, images, labels):
        logits = network(images, method.questions.encode(labels)).logits
        return Verdict(logits, images.mean((1, 2, 3))[:, None] * torch.zeros(2), logits)

    method.judge = clueless
    losses = method.step(batch(), step())
    for name in ("class_real", "class_fake", "mismatch"):
        assert float(losses[name]) == pytest.approx(math.log(2)), name
    assert float(losses["pair_class"]) == pytest.approx(PAIRS.pair_interval * math.log(2))


@pytest.mark.parametrize("alone", ["pair_class", "pair_distance"])
def test_what_pairs_are_to_learn_falls(alone):
    others = {"pair_class_weight": 0.0, "pair_distance_weight": 0.0} | {f"{alone}_weight": 1.0}
    method = make(replace(PAIRS, **others))
    with torch.no_grad():  # so that labels show at once
        for vectors in method.networks["generator"].embedding.vectors:
            vectors.weight.fill_(2.0)
    losses = []
    for number in range(40):
        torch.manual_seed(number)
        losses.append(float(method.train_pairs(batch(16).labels, step(number))[alone]))
    assert sum(losses[-5:]) < 0.9 * sum(losses[:5])


def test_wrong_labels_teach_d_to_look_at_them():
    """Only mismatched pairs: D's projection learns to tell a true label from a false one."""
    method = make(replace(SETTINGS, class_weight_d=0.0, class_weight_g=0.0, mismatch=1.0, learning_rate_d=2e-3))
    a_batch = batch(16)
    for number in range(30):
        torch.manual_seed(number)
        losses = method.train_discriminator(a_batch, torch.zeros_like(a_batch.images), a_batch.labels, step(number))
    false = a_batch.labels.clone()
    false[:, 0] = 1.0 - false[:, 0]
    with torch.no_grad():
        network = method.networks["discriminator"]
        margin = method.judge(network, a_batch.images, a_batch.labels).logits
        margin = margin - method.judge(network, a_batch.images, false).logits
    assert (margin > 0).float().mean() > 0.9
    assert torch.isfinite(losses["mismatch"])


def test_class_losses_fall_on_a_tiny_set():
    method = make(replace(SETTINGS, learning_rate_g=2e-3, learning_rate_d=2e-3))
    history = []
    for number in range(30):
        torch.manual_seed(number)
        history.append(method.step(batch(16), step(number)))
    for name in ("class_real", "class_fake"):
        assert history[-1][name] < 0.7 * history[0][name], name


def test_labels_may_help_d_alone():
    settings = replace(SETTINGS, class_weight_g=0.0, mismatch=0.0)
    method = make(settings, replace(LABELLED, family="gan", arguments=RECIPE.arguments))
    losses = method.step(batch(), step())
    assert "class_real" in losses
    assert "class_fake" not in losses
    assert method.sample(method.networks["generator"]).shape == (64, 3, 64, 64)


def test_fixed_noise_has_fixed_labels_of_training_rows():
    dataset = tiny.dataset(train=64)
    method = make(dataset=dataset)
    seen = []
    network = method.networks["generator"].eval()
    network.register_forward_pre_hook(lambda _, given: seen.append(given[1]))
    assert torch.equal(method.sample(network), method.sample(network))
    assert torch.equal(seen[0], 2.0 * torch.from_numpy(dataset.train.labels) - 1.0)


@pytest.mark.parametrize("where", ["generator", "discriminator"])
def test_networks_of_other_labels_are_refused(where):
    settings, recipe = SETTINGS, LABELLED
    if where == "discriminator":
        settings = replace(SETTINGS, discriminator_arguments={"label_size": 3, "width": 4})
    else:
        recipe = replace(LABELLED, arguments=LABELLED.arguments | {"label_groups": [1, 1, 1]})
    with pytest.raises(TrainingError, match="has 2 labels, but its generator takes"):
        make(settings, recipe)


def test_stopping_and_resuming_equals_never_having_stopped(tmp_path):
    tiny.loop(tmp_path / "unbroken", EVENTFUL).train(96)
    tiny.loop(tmp_path / "broken", EVENTFUL).train(48)
    tiny.loop(tmp_path / "broken", EVENTFUL, seed=99).train(96)
    tiny.assert_same_run(tmp_path / "unbroken", tmp_path / "broken")
    first_tick = tiny.read_stats(tmp_path / "broken")[0]
    assert {"class_real", "class_fake", "mismatch", "r1", "r2", "spread"} <= first_tick.keys()


@pytest.mark.parametrize("recipe", CONDITIONAL, ids=lambda recipe: recipe.name)
def test_recipe_builds_networks_that_fit_its_labels_and_ship(recipe):
    dataset = tiny.dataset()
    names = recipe.labels or (*(f"hair:{i}" for i in range(12)), *(f"eyes:{i}" for i in range(10)))
    method = recipe.method.create(recipe, replace(dataset, label_names=names))
    state = method.networks[method.shipped].state_dict()
    assert 2 * sum(tensor.numel() for tensor in state.values()) < 10e6
