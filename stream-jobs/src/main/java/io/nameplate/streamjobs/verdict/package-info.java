/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Makes results from evidence: parts per hall, then one result per capacity line and interval. */
@NullMarked
package io.nameplate.streamjobs.verdict;

import org.jspecify.annotations.NullMarked;
