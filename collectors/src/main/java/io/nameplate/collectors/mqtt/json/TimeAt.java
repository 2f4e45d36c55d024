/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt.json;

import java.time.Duration;

/**
 * Where a message says its time, and how it writes it.
 *
 * @param stored how old a message may be to be believed, because its source stores what it cannot send; zero where it
 *     sends only what is so now
 */
public record TimeAt(JsonPath path, JsonTime as, Duration stored) {}
