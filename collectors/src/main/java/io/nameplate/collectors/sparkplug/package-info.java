/*
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Sparkplug B, host side: the sessions of edge nodes (births, deaths, sequence numbers, aliases) decide which values
 * count; what counts becomes plant readings. Sessions know no MQTT and no protobuf.
 */
@NullMarked
package io.nameplate.collectors.sparkplug;

import org.jspecify.annotations.NullMarked;
