/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** What the counters of inference endpoints mean, whichever way they came. */
@NullMarked
package io.nameplate.collectors.vllm;

import org.jspecify.annotations.NullMarked;
