/*
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * NVIDIA DSX Exchange: what a building's management system publishes about power and cooling (BMS v1), and the load
 * targets of grid operators (DSX Flex).
 */
@NullMarked
package io.nameplate.collectors.dsx;

import org.jspecify.annotations.NullMarked;
