/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** The facility as an archive of readings, written as fast as a disk takes it. */
@NullMarked
package io.nameplate.simulator.archive;

import org.jspecify.annotations.NullMarked;
