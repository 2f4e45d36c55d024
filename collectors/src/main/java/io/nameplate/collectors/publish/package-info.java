/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Gets the spool's records to the consumers: when which record is sent, and what the cursors change in the spool. */
@NullMarked
package io.nameplate.collectors.publish;

import org.jspecify.annotations.NullMarked;
