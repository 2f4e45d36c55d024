/*
 * SPDX-License-Identifier: Apache-2.0
 */
/** What a management controller says of its machine in Redfish, the JSON of DMTF's standard DSP0266. */
@NullMarked
package io.nameplate.collectors.redfish;

import org.jspecify.annotations.NullMarked;
