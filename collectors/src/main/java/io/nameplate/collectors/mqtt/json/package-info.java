/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Messages in JSON, by the paths that a device file names. */
@NullMarked
package io.nameplate.collectors.mqtt.json;

import org.jspecify.annotations.NullMarked;
