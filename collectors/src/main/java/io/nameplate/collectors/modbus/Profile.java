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
 * @param pace how gently such a device wants to be asked
 * @param points in the order of the text
 * @param texts what such a device says in words; only read by a person
 * @param limits what the values of points can be
 */
public record Profile(
        String name,
        String source,
        int maxGap,
        int maxWords,
        Pace pace,
        List<Point> points,
        List<Text> texts,
        Limits limits) {
    public Profile {
        texts = List.copyOf(texts);
        points = List.copyOf(points);
    }

    /** The same profile of a device whose map begins at another address. */
    public Profile movedBy(int registers) {
        return new Profile(
                name,
                source,
                maxGap,
                maxWords,
                pace,
                points.stream().map(point -> point.movedBy(registers)).toList(),
                texts.stream().map(text -> text.movedBy(registers)).toList(),
                limits);
    }

    /** The same profile of a device, or behind a gateway, that gives no more registers in one answer. */
    public Profile giving(int words) {
        return new Profile(name, source, maxGap, words, pace, points, texts, limits);
    }

    /** The points that do not fit into an answer of so many registers. */
    public List<Point> wider(int words) {
        return points.stream()
                .filter(point -> !point.function().isBits() && point.end() - point.from() > words)
                .toList();
    }

    /** The same profile of a device that wants to be asked in another way. */
    public Profile at(Pace other) {
        return new Profile(name, source, maxGap, maxWords, other, points, texts, limits);
    }

    /** The most items that one request of a function may ask for. */
    int most(ReadFunction function) {
        return Math.min(function.most(), function.isBits() ? 16 * maxWords : maxWords);
    }

    /** The highest address that is read. */
    public int lastAddress() {
        return Math.max(
                        points.stream().mapToInt(Point::end).max().orElse(1),
                        texts.stream().mapToInt(Text::end).max().orElse(1))
                - 1;
    }
}
