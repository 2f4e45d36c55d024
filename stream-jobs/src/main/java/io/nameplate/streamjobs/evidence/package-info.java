/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Merges records into evidence beside the source and tells when an interval is complete. */
@NullMarked
package io.nameplate.streamjobs.evidence;

import org.jspecify.annotations.NullMarked;
