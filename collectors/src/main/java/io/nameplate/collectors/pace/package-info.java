/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** How much of what others send is looked at. */
@NullMarked
package io.nameplate.collectors.pace;

import org.jspecify.annotations.NullMarked;
