/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.GroupId;
import io.nameplate.model.language.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Counts the power that stands ready for a line in one hall: of each power path what its assets that are up can carry, as
 * much of it as the line has of the GPUs on the path.
 */
final class PowerCount {

    /** GPUs of the line on one path. */
    private static final class OnPath {
        long held;
        long excused;
        final Map<BlockId, Long> blocks = new TreeMap<>();
    }

    private final Registry registry;
    private final PlantTimeline plant;
    private final List<Standing> standings;
    private final TreeSet<Long> changes = new TreeSet<>();
    private final List<TermPart.PowerStep> steps = new ArrayList<>();

    PowerCount(Registry registry, PlantTimeline plant, List<Standing> standings) {
        this.registry = registry;
        this.plant = plant;
        this.standings = standings;
    }

    /** What stands ready, by the instants at which it changes. */
    List<TermPart.PowerStep> count() {
        long start = standings.get(0).from();
        long end = standings.get(standings.size() - 1).to();
        Map<GroupId, Long> installed = installed();
        for (Asset asset : registry.assetsBehind(installed.keySet())) {
            asset.up().forEach(rule -> plant.changes(asset, rule.point(), start, end, changes));
        }
        for (Standing standing : standings) {
            Map<GroupId, OnPath> paths = onPaths(standing);
            step(standing.from(), paths, installed);
            for (long at : changes.subSet(standing.from(), false, standing.to(), false)) {
                step(at, paths, installed);
            }
        }
        return steps;
    }

    /** All GPUs on the paths that the line has any on, whoever holds them. */
    private Map<GroupId, Long> installed() {
        Set<GroupId> paths = new TreeSet<>();
        standings.forEach(standing -> paths.addAll(onPaths(standing).keySet()));
        return installed(registry, paths);
    }

    /** All GPUs on some power paths, whoever holds them. */
    static Map<GroupId, Long> installed(Registry registry, Set<GroupId> paths) {
        Map<GroupId, Long> installed = new TreeMap<>();
        paths.forEach(path -> installed.put(path, 0L));
        for (Block block : registry.blocks().values()) {
            installed.computeIfPresent(block.power(), (path, gpus) -> gpus + block.gpus());
        }
        return installed;
    }

    private Map<GroupId, OnPath> onPaths(Standing standing) {
        Map<GroupId, OnPath> paths = new TreeMap<>();
        for (Block block : registry.blocks().values()) {
            Standing.Gpus gpus = standing.blocks().get(block.block());
            if (gpus != null) {
                OnPath path = paths.computeIfAbsent(block.power(), key -> new OnPath());
                path.held += gpus.held();
                path.excused += gpus.excused();
                path.blocks.put(block.block(), gpus.held());
            }
        }
        return paths;
    }

    private void step(long at, Map<GroupId, OnPath> paths, Map<GroupId, Long> installed) {
        long[] ready = new long[2];
        long[] excusable = new long[2];
        TreeMap<BlockId, Long> failed = new TreeMap<>();
        PlantAt now = new PlantAt(registry, plant, at);
        paths.forEach((path, gpus) -> {
            PlantAt.Carried part = now.carried(path).part(gpus.held, installed.getOrDefault(path, gpus.held));
            ready[0] += part.low();
            ready[1] += part.high();
            if (gpus.excused == gpus.held) {
                excusable[0] += part.nominal() - part.low();
                excusable[1] += part.nominal() - part.high();
            } else {
                gpus.blocks.forEach((block, held) -> {
                    long watts = (part.nominal() - part.high()) * held / gpus.held;
                    if (watts > 0) {
                        failed.put(block, watts);
                    }
                });
            }
        });
        TermPart.PowerStep step = new TermPart.PowerStep(at, ready[0], ready[1], excusable[0], excusable[1], failed);
        if (steps.isEmpty() || !steps.get(steps.size() - 1).isAlike(step)) {
            steps.add(step);
        }
    }
}
