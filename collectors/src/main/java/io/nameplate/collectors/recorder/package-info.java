/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Keeps inventory, spool and snapshot in step: one thing at a time, and after a crash as if there had been none. */
@NullMarked
package io.nameplate.collectors.recorder;

import org.jspecify.annotations.NullMarked;
