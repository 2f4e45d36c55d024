/*
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * From evidence to state, from state to a line's result, from a result to judgements: pure functions of evidence, plant
 * timeline, registry version and rule version. Every rule and its source is in {@code docs/settlement-method.md}.
 */
@NullMarked
package io.nameplate.model.verdict;

import org.jspecify.annotations.NullMarked;
