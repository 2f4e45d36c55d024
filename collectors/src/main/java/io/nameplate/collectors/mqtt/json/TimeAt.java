/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt.json;

/** Where a message says its time, and how it writes it. */
public record TimeAt(JsonPath path, JsonTime as) {}
