/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The requests that read all points of a profile: neighbours are read together, up to the protocol's limit. */
public record ReadPlan(List<Block> blocks) {

    /** The most registers one request may ask for. */
    public static final int MAX_WORDS = 125;

    /** One request and the points it answers. */
    public record Block(int function, int address, int words, List<Point> points) {
        public Block {
            points = List.copyOf(points);
        }
    }

    public ReadPlan {
        blocks = List.copyOf(blocks);
    }

    /** Plans the requests of a profile. */
    public static ReadPlan of(Profile profile) {
        List<Point> sorted = profile.points().stream()
                .sorted(Comparator.comparingInt(Point::function).thenComparingInt(Point::from))
                .toList();
        List<Block> blocks = new ArrayList<>();
        List<Point> together = new ArrayList<>();
        int end = 0;
        for (Point point : sorted) {
            boolean joins = !together.isEmpty()
                    && point.function() == together.get(0).function()
                    && point.from() <= end + profile.maxGap()
                    && Math.max(end, point.end()) - together.get(0).from() <= profile.maxWords();
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
        return new ReadPlan(blocks);
    }

    private static Block block(List<Point> points, int end) {
        Point first = points.get(0);
        return new Block(first.function(), first.from(), end - first.from(), points);
    }
}
