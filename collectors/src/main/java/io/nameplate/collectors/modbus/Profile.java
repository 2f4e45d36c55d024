/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.util.List;

/**
 * What the registers of a kind of device mean.
 *
 * @param source where the register map was found
 * @param maxGap how many registers nobody asked for may be read along to save a request
 * @param maxWords the most registers that the device gives in one answer
 * @param points in the order of the text
 */
public record Profile(String name, String source, int maxGap, int maxWords, List<Point> points) {
    public Profile {
        points = List.copyOf(points);
    }

    /** The same profile of a device whose map begins at another address. */
    public Profile movedBy(int registers) {
        return new Profile(
                name,
                source,
                maxGap,
                maxWords,
                points.stream().map(point -> point.movedBy(registers)).toList());
    }

    /** The highest address that is read. */
    public int lastAddress() {
        return points.stream().mapToInt(Point::end).max().orElse(1) - 1;
    }
}
