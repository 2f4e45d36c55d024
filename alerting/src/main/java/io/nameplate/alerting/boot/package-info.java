/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Only wires: the list of the parts of this process, and what is checked before it starts. */
@NullMarked
package io.nameplate.alerting.boot;

import org.jspecify.annotations.NullMarked;
