/*
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What collectors and the stream job say to each other, and when: the codecs of every message, and both ends of the
 * protocol as state machines without I/O or a clock ({@code docs/wire-protocol.md}).
 */
@NullMarked
package io.nameplate.model.wire;

import org.jspecify.annotations.NullMarked;
