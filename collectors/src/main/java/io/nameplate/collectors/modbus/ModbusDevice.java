/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.model.language.AssetId;
import java.time.Duration;

/**
 * A device to poll; its id is that of the asset whose points it gives.
 *
 * @param address where it, or the gateway before it, is reached
 * @param unit the unit id behind the address; 255 or 1 where the device speaks TCP itself
 * @param poll how often, on multiples of this since the epoch
 * @param timeout within which all requests of one poll have to be answered; waiting for others at the same address is not counted
 */
public record ModbusDevice(
        AssetId device, Profile profile, Address address, int unit, Duration poll, Duration timeout) {}
