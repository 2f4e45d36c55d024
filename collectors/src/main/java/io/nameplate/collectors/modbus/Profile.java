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
 * @param points in the order of the text
 */
public record Profile(String name, String source, int maxGap, List<Point> points) {
    public Profile {
        points = List.copyOf(points);
    }
}
