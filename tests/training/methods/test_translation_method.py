from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
import tiny
import tiny_landscape
import torch
from test_command import LAUNCH, ROOT, run
from test_gan_method import changed, weights
from tiny_translation import CYCLEGAN, PIX2PIX, batches, dataset, loop, make, step

from genfaces.images import to_tensor
from genfaces.networks.photo_colours import SPREAD
from genfaces.palette import LANDCOVER
from training.methods.base import share_left
from training.methods.objectives import NonSaturating
from training.methods.pool import ImagePool
from training.recipes_translation import TRANSLATION

CPU = torch.device("cpu")


# A convolution's bias before instance norm is taken out again by it.
def matters(name):
    return not name.endswith("bias") or name.endswith(("up.10.bias", "layers.0.bias", "layers.8.bias"))


@pytest.mark.parametrize("recipe", [CYCLEGAN, PIX2PIX], ids=lambda recipe: recipe.name)
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_each_turn_teaches_one_network_and_leaves_the_other(recipe, precision):
    cast = (lambda: torch.autocast("cpu", torch.bfloat16)) if precision == "bfloat16" else None
    how = step(0, cast) if cast else step()
    method, batch = make(recipe), batches(recipe).get(0, CPU)
    translator, discriminators = method.networks["translator"], method.networks["discriminators"]
    before = {name: weights(network) for name, network in method.networks.items()}

    fakes, losses = method.train_translator(batch, how)
    moved = changed(before["translator"], translator)
    assert {name for name in before["translator"] if matters(name)} <= moved, "both directions learn"
    assert changed(before["discriminators"], discriminators) == set()
    assert all(parameter.grad is None for parameter in discriminators.parameters())
    assert all(fake.shape == batch.map.shape and not fake.requires_grad for fake in fakes.values())
    assert all(fake.dtype == torch.float32 for fake in fakes.values())

    before["translator"] = weights(translator)
    losses |= method.train_discriminators(batch, fakes, how)
    assert {name for name in before["discriminators"] if matters(name)} <= changed(
        before["discriminators"], discriminators
    )
    assert changed(before["translator"], translator) == set()
    assert all(loss.dim() == 0 and not loss.requires_grad and torch.isfinite(loss) for loss in losses.values())


def test_losses_of_the_two_methods():
    batch = batches().get(0, CPU)
    sides = {"aerial", "map"}
    expected = {f"{loss}_{side}" for loss in ("cycle", "identity") for side in sides} | {"generator", "discriminator"}
    assert make().step(batch, step()).keys() == expected
    assert make(objective=NonSaturating()).step(batch, step()).keys() == expected
    assert not any(name.startswith("identity") for name in make(identity_weight=0.0).step(batch, step()))
    assert {"l1_aerial", "l1_map"} < make(PIX2PIX).step(batches(PIX2PIX).get(0, CPU), step()).keys()


def test_cycle_and_identity_are_what_they_are_called():
    """A translator that only darkens: the cycle darkens twice, the identity once."""
    method, batch = make(), batches().get(0, CPU)
    method.translate = lambda images, direction, identity=False: (
        images - (0.25 if direction == "aerial_to_map" else 0.5)
    )
    fakes = {side: method.made(batch, side) for side in ("aerial", "map")}
    losses = {name: float(loss) for name, (_, loss) in method.objectives(batch, fakes, step()).items()}
    expected = {"cycle_aerial": 0.75, "cycle_map": 0.75, "identity_aerial": 0.5, "identity_map": 0.25}
    assert losses == pytest.approx(expected, abs=1e-6)


def test_maps_are_compared_in_the_colours_that_the_networks_see():
    recipe = replace(CYCLEGAN, arguments=CYCLEGAN.arguments | {"map_colours": LANDCOVER.array.tolist()})
    method, batch = make(recipe), batches(recipe).get(0, CPU)
    colours, seen = method.networks["translator"].map_colours, []
    method.networks["discriminators"].register_forward_pre_hook(lambda _, given: seen.append(given))
    losses = method.step(batch, step())
    assert all(torch.isfinite(loss) for loss in losses.values())
    coordinates = colours.to_coordinates(batch.map)
    assert sum(side == "map" and torch.equal(images, coordinates) for side, images, *_ in seen) == 1
    assert method.as_seen(batch, step()).aerial is batch.aerial
    assert make().as_seen(batch, step()) is batch


def test_photographs_are_read_in_the_colours_of_the_training_part():
    """And what is taken for a map in the identity loss is not spread as photographs are."""
    recipe = replace(CYCLEGAN, arguments=CYCLEGAN.arguments | {"photo_colours": True})
    method, batch = make(recipe), batches(recipe).get(0, CPU)
    translator, seen = method.networks["translator"], []
    aerial = to_tensor(dataset().train.squares(64)[0])
    coordinates = translator.photo_colours.to_coordinates(aerial).movedim(1, 0).flatten(1)
    torch.testing.assert_close(coordinates.mean(1), torch.zeros(3), atol=1e-3, rtol=0)
    torch.testing.assert_close(coordinates.cov(), torch.eye(3) * SPREAD**2, atol=1e-3, rtol=0)
    translator.aerial_to_map.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    method.step(batch, step())
    assert torch.equal(seen[0], translator.photo_colours.to_coordinates(batch.aerial))
    assert any(torch.equal(images, batch.map) for images in seen)


def test_errors_weigh_what_they_are_told_to():
    method, batch = make(cycle_weight=8.0, map_cycle_weight=6.0, identity_weight=4.0), batches().get(0, CPU)
    fakes = {side: method.made(batch, side) for side in ("aerial", "map")}
    weights = {name: weight for name, (weight, _) in method.objectives(batch, fakes, step()).items()}
    assert weights == {"cycle_aerial": 8.0, "identity_aerial": 4.0, "cycle_map": 6.0, "identity_map": 4.0}


def test_distance_to_the_truth_is_absolute_and_at_its_weight():
    method, batch = make(PIX2PIX, l1_weight=60.0), batches(PIX2PIX).get(0, CPU)
    fakes = {"aerial": batch.aerial + 0.25, "map": batch.map - 0.5}
    losses = {name: (weight, float(loss)) for name, (weight, loss) in method.objectives(batch, fakes, step()).items()}
    assert losses == {"l1_aerial": (60.0, pytest.approx(0.25)), "l1_map": (60.0, pytest.approx(0.5))}


def test_cycles_are_absolute_distances():
    """Squared errors of small differences would count for less than their share."""
    method, batch = make(identity_weight=0.0), batches().get(0, CPU)
    method.translate = lambda images, direction, identity=False: images + 0.125
    fakes = {side: method.made(batch, side) for side in ("aerial", "map")}
    losses = {name: float(loss) for name, (_, loss) in method.objectives(batch, fakes, step()).items()}
    assert losses == pytest.approx({"cycle_aerial": 0.25, "cycle_map": 0.25}, abs=1e-6)


def test_the_translator_steps_down_its_losses_at_their_weights_and_the_discriminators_down_theirs():
    method, descended = make(cycle_weight=8.0, map_cycle_weight=6.0, identity_weight=4.0), []
    how = replace(step(), backward=lambda loss: descended.append(float(loss.detach())) or loss.backward())
    losses = {name: float(loss) for name, loss in method.step(batches().get(0, CPU), how).items()}
    weights = {"generator": 1, "cycle_aerial": 8, "cycle_map": 6, "identity_aerial": 4, "identity_map": 4}
    assert descended[0] == pytest.approx(sum(weight * losses[name] for name, weight in weights.items()), rel=1e-4)
    assert descended[1:] == [pytest.approx(losses["discriminator"], rel=1e-4)]


def test_the_cycle_of_photographs_may_weigh_more_after_the_first_restart():
    settings = replace(CYCLEGAN.method, cycle_weight=3.0, late_cycle_weight=5.0)
    batch = batches().get(0, CPU)

    def weight(images_seen, settings=settings, **recipe):
        method = make(replace(CYCLEGAN, method=settings, **recipe))
        fakes = {side: method.made(batch, side) for side in ("aerial", "map")}
        losses = method.objectives(batch, fakes, replace(step(), images_seen=images_seen))
        assert losses["cycle_map"][0] == 10.0
        return losses["cycle_aerial"][0]

    assert [weight(seen, restart_at=(20, 40)) for seen in (0, 19, 20, 44)] == [3.0, 3.0, 5.0, 5.0]
    assert weight(44) == 3.0, "no restart, no late part"
    assert weight(44, replace(settings, late_cycle_weight=None), restart_at=(20,)) == 3.0


def test_identity_can_be_taken_at_some_steps_only_and_counts_as_much():
    always, now_and_then = make(), make(identity_interval=3)
    batch = batches().get(0, CPU)
    for method in (always, now_and_then):
        method.translate = lambda images, direction, identity=False: images - 0.25
    fakes = {side: always.made(batch, side) for side in ("aerial", "map")}
    every = always.objectives(batch, fakes, step())
    due, between = (now_and_then.objectives(batch, fakes, replace(step(), number=number)) for number in (3, 4))
    assert every.keys() == due.keys()
    assert between.keys() == {"cycle_aerial", "cycle_map"}
    assert every["identity_map"][1] * 3 == pytest.approx(due["identity_map"][1])
    assert every["identity_map"][0] == due["identity_map"][0]
    assert every["cycle_map"][1] == between["cycle_map"][1]


@pytest.mark.parametrize("recipe", [CYCLEGAN, PIX2PIX], ids=lambda recipe: recipe.name)
def test_losses_fall_on_a_tiny_set(recipe):
    method, stream = make(recipe, learning_rate=2e-3), batches(recipe)
    names = ("cycle_aerial", "identity_map") if recipe is CYCLEGAN else ("l1_aerial", "l1_map")
    seen = []
    for number in range(40):
        # Before the clock reaches the decay of the learning rate.
        losses = method.step(stream.get(number, CPU), replace(step(number), images_seen=0))
        seen.append([float(losses[name]) for name in names])
    first, last = torch.tensor(seen[:5]).mean(0), torch.tensor(seen[-5:]).mean(0)
    assert (last < 0.85 * first).all()


def test_learning_rate_falls_to_nothing():
    assert [share_left(seen, 100, 0.5) for seen in (0, 50, 75, 100, 120)] == [1.0, 1.0, 0.5, 0.0, 0.0]
    assert share_left(100, 100, 1.0) == 1.0
    again = [share_left(seen, 100, 0.5, restart_at=[40]) for seen in (0, 20, 30, 39, 40, 70, 85, 100)]
    assert share_left(45, 50, 0.8, restart_at=[100]) == pytest.approx(0.5), "a training that ends before"
    assert again == pytest.approx([1.0, 1.0, 0.5, 0.05, 1.0, 1.0, 0.5, 0.0])
    thrice = [share_left(seen, 100, 0.5, restart_at=(40, 80)) for seen in (30, 40, 70, 80, 95, 100)]
    assert thrice == pytest.approx([0.5, 1.0, 0.5, 1.0, 0.5, 0.0])
    method = make(learning_rate=1e-3)
    method.step(batches().get(0, CPU), replace(step(), images_seen=36))
    rates = {group["lr"] for optimizer in method.optimizers.values() for group in optimizer.param_groups}
    assert rates == {5e-4}


def test_the_pool_hands_out_old_images_half_the_time():
    torch.manual_seed(0)
    pool = ImagePool(50)
    images = torch.arange(2000.0).view(-1, 1, 1, 1)
    handed = torch.cat([pool.exchange(part) for part in images.split(4)]).flatten()
    assert torch.equal(handed[:50], torch.arange(50.0)), "while it fills, the newest"
    old = handed[50:] < torch.arange(50.0, 2000.0)
    assert 0.45 < old.float().mean() < 0.55
    values, counts = handed.unique(return_counts=True)
    assert set(values[counts > 1].tolist()) <= set(range(50)), "what was handed out of the pool has left it"
    assert len(pool.images) == 50
    assert torch.equal(ImagePool(0).exchange(images), images)


def test_conditional_fakes_stay_with_what_they_were_made_from():
    method = make(PIX2PIX, pool=3)
    torch.manual_seed(0)
    for value in range(20):
        images = torch.full((2, 3, 8, 8), float(value))
        fake, origin = method._pooled("map", images, images + 0.5)
        assert torch.equal(fake + 0.5, origin)


@pytest.mark.parametrize("recipe", [CYCLEGAN, PIX2PIX], ids=lambda recipe: recipe.name)
def test_stopping_and_resuming_equals_never_having_stopped(tmp_path, recipe):
    loop(tmp_path / "unbroken", recipe).train(32)
    loop(tmp_path / "broken", recipe).train(16)
    resumed = loop(tmp_path / "broken", recipe, seed=99)
    assert resumed.images_seen == 16
    if recipe is CYCLEGAN:
        assert len(resumed.method.pools["map"].images) == 5
    resumed.train(32)
    tiny.assert_same_run(tmp_path / "unbroken", tmp_path / "broken")
    numbers = {"watched_accuracy", "watched_mean_iou", "watched_cycle_aerial", "watched_cycle_map"}
    assert numbers <= tiny.read_stats(tmp_path / "broken")[0].keys()


def test_bfloat16_runs_in_the_plain_memory_format(tmp_path):
    run = loop(tmp_path, precision="bfloat16")
    run.train(8)
    weight = run.method.networks["translator"].map_to_aerial.down[5].weight
    assert weight.is_contiguous()
    assert tiny.read_stats(tmp_path)


def test_samples_are_made_of_our_own_maps():
    method = make()
    network = method.networks["translator"]
    pictures = method.sample(network)
    assert pictures.shape == (16, 3, 32, 32)
    assert torch.equal(network(pictures[:8], "aerial_to_map"), pictures[8:])


TOGETHER = """
import torch
from pathlib import Path
from tiny_translation import loop

run = loop(Path("run"))
run.train(16)
accelerator = run.hardware.accelerator
assert accelerator.num_processes == 2
for name, network in run.method.networks.items():
    weights = torch.cat([parameter.detach().flatten() for parameter in network.parameters()])
    gathered = accelerator.gather(weights[None])
    assert torch.equal(gathered[0], gathered[1]), f"the processes' {name} drifted apart"
"""


@pytest.mark.slow  # three processes import torch, and two train together
def test_two_processes_hold_equal_weights(tmp_path):
    (tmp_path / "together.py").write_text(TOGETHER)
    folders = [ROOT, *(Path(module.__file__).parent for module in (tiny, tiny_landscape)), Path(__file__).parent]
    done = run([*LAUNCH, "together.py"], tmp_path, PYTHONPATH=os.pathsep.join(map(str, folders)))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("recipe", TRANSLATION, ids=lambda recipe: recipe.name)
def test_recipe_builds_networks_that_ship(recipe):
    method = make(replace(recipe, data="maps"))
    state = method.networks[method.shipped].state_dict()
    assert 2 * sum(tensor.numel() for tensor in state.values()) < 10e6
