/*
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What plant points tell of nodes: outlets and rack meters of their power, switch ports of their connection. Pure; which
 * points speak for which nodes is data of the device file.
 */
@NullMarked
package io.nameplate.collectors.witness;

import org.jspecify.annotations.NullMarked;
