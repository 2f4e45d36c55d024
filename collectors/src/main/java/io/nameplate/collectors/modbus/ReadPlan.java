/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.collectors.inventory.PointValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The requests that read all points of a profile: neighbours are read together, up to the protocol's and the device's limit. */
public record ReadPlan(List<Block> blocks) {

    /** One request and the points it answers. */
    public record Block(Request.Read request, List<Point> points) {
        public Block {
            points = List.copyOf(points);
        }

        /** The value of one of its points. */
        PointValue value(Point point, byte[] content) {
            return point.value(content, request.address());
        }

        /** The same points without what nobody asked for; itself alone where it has no holes. */
        List<Block> withoutHoles() {
            return planned(points, 0, request.function().most());
        }
    }

    public ReadPlan {
        blocks = List.copyOf(blocks);
    }

    /** Plans the requests of a profile. */
    public static ReadPlan of(Profile profile) {
        List<Point> sorted = profile.points().stream()
                .sorted(Comparator.comparing(Point::function).thenComparingInt(Point::from))
                .toList();
        List<Block> blocks = new ArrayList<>();
        if (profile.pace().oneRequestPerPoint()) {
            sorted.forEach(point -> blocks.add(block(List.of(point), point.end())));
        } else {
            for (ReadFunction function : ReadFunction.values()) {
                blocks.addAll(planned(
                        sorted.stream()
                                .filter(point -> point.function() == function)
                                .toList(),
                        profile.maxGap(),
                        profile.most(function)));
            }
        }
        return new ReadPlan(blocks);
    }

    /** The plan with a block exchanged for others. */
    ReadPlan with(Block old, List<Block> instead) {
        List<Block> changed = new ArrayList<>();
        blocks.forEach(block -> changed.addAll(block.equals(old) ? instead : List.of(block)));
        return new ReadPlan(changed);
    }

    /** Plans the requests of points of one function, which are sorted. */
    private static List<Block> planned(List<Point> points, int maxGap, int most) {
        List<Block> blocks = new ArrayList<>();
        List<Point> together = new ArrayList<>();
        int end = 0;
        for (Point point : points) {
            boolean joins = !together.isEmpty()
                    && point.from() <= end + maxGap
                    && Math.max(end, point.end()) - together.get(0).from() <= most;
            if (!joins && !together.isEmpty()) {
                blocks.add(block(together, end));
                together.clear();
            }
            end = together.isEmpty() ? point.end() : Math.max(end, point.end());
            together.add(point);
        }
        if (!together.isEmpty()) {
            blocks.add(block(together, end));
        }
        return blocks;
    }

    private static Block block(List<Point> points, int end) {
        Point first = points.get(0);
        return new Block(new Request.Read(first.function(), first.from(), end - first.from()), points);
    }
}
