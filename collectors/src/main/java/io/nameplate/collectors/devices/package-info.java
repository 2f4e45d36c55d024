/*
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The device file: which devices are polled, which sources are listened to, by which profiles. One reader for each kind
 * of input; everything that is wrong is said at once, with file and line.
 */
@NullMarked
package io.nameplate.collectors.devices;

import org.jspecify.annotations.NullMarked;
