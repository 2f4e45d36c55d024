/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Draws what drivers say of GPUs that run on, and profiling counters that lie, for a random scenario. A recovery action is
 * drawn only for a GPU that has no XID and no other action meanwhile, since a driver asks for one action at a time.
 */
final class RandomConditions {

    private static final List<String> ACTIONS = List.of("reset", "reboot", "drain_p2p", "drain_reset");
    private static final List<String> FABRICS = List.of("unhealthy", "limited", "manager_failed");

    /** One GPU in one span of seconds. */
    record Spot(String node, int gpu, long from, long to) {
        boolean meets(Spot other) {
            return node.equals(other.node) && gpu == other.gpu && from <= other.to && other.from <= to;
        }
    }

    private final Random random;
    private final List<Spot> asking;

    /**
     * What draws conditions.
     *
     * @param faults where GPUs have XIDs
     */
    RandomConditions(Random random, List<Spot> faults) {
        this.random = random;
        this.asking = new ArrayList<>(faults);
    }

    /** What an event there says beyond its span. */
    String draw(Spot spot) {
        String node = "target: " + spot.node;
        String gpu = node + ", gpu: " + spot.gpu;
        return switch (random.nextInt(6)) {
            case 0, 1 -> {
                if (asking.stream().anyMatch(spot::meets)) {
                    yield "row_remap_failure, " + gpu;
                }
                asking.add(spot);
                yield "recovery, " + gpu + ", action: " + pick(ACTIONS);
            }
            case 2 -> "row_remap_failure, " + gpu;
            case 3 -> "fabric_fault, " + node + ", fabric: " + pick(FABRICS);
            case 4 -> "nvlink_down, " + gpu;
            default -> "prof_zero, " + node;
        };
    }

    private String pick(List<String> among) {
        return among.get(random.nextInt(among.size()));
    }
}
