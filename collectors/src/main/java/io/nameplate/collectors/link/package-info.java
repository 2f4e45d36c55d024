/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** The way to an MQTT broker: a port, and Eclipse Paho or the HiveMQ client behind it. Translates and decides nothing. */
@NullMarked
package io.nameplate.collectors.link;

import org.jspecify.annotations.NullMarked;
