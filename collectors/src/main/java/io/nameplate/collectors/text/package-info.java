/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Names and numbers out of the bytes of text formats, without making a text of each. */
@NullMarked
package io.nameplate.collectors.text;

import org.jspecify.annotations.NullMarked;
