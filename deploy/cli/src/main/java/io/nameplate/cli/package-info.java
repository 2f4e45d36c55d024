/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** The command line: bin/nameplate. */
@NullMarked
package io.nameplate.cli;

import org.jspecify.annotations.NullMarked;
