/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

/** What a driver hands over: something that was seen at a time (epoch milliseconds). */
public sealed interface Reading permits NodeReading, PlantReading, Reachability {

    long ts();
}
