/*
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Text that people write, read with its place: YAML (and so JSON) into a {@link Tree} whose every node knows file and
 * line, and {@link Fields} that turn a mapping into typed values while collecting every problem.
 */
@NullMarked
package io.nameplate.model.language.document;

import org.jspecify.annotations.NullMarked;
