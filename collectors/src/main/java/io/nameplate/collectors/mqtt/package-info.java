/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Telemetry that others publish over MQTT: payload formats into readings. */
@NullMarked
package io.nameplate.collectors.mqtt;

import org.jspecify.annotations.NullMarked;
