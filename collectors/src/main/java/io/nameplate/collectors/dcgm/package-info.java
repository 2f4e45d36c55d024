/*
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What DCGM's names and numbers mean, whichever way they came: both generations of names, the unit of each value, what
 * DCGM writes for 'no value', and what contradicts itself. It opens no connection.
 */
@NullMarked
package io.nameplate.collectors.dcgm;

import org.jspecify.annotations.NullMarked;
