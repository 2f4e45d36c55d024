/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Modbus devices: what a device's registers mean is data (a profile); polling them gives plant readings. */
@NullMarked
package io.nameplate.collectors.modbus;

import org.jspecify.annotations.NullMarked;
