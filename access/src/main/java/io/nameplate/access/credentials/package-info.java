/*
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What we show to those we connect to, and whom we believe: certificates and keys as PEM files, passwords from files or
 * environment variables. They are read when they are needed, so that they can be renewed, and never shown.
 */
@NullMarked
package io.nameplate.access.credentials;

import org.jspecify.annotations.NullMarked;
