/*
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What was seen, without any contract: packed codes per node, GPU and slot, the rule that says which reading a slot
 * takes, conditions of GPUs, and merges that neither order nor duplicates can change.
 */
@NullMarked
package io.nameplate.model.evidence;

import org.jspecify.annotations.NullMarked;
