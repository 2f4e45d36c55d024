/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.access.credentials.PemFiles;
import org.jspecify.annotations.Nullable;

/**
 * What a secured connection needs; the files are read anew for every connection, so that they can be renewed.
 *
 * @param files our certificate and key, and who has to have signed the device's certificate
 * @param name the name the device's certificate has to be for; null where that is the host
 */
public record TlsFiles(PemFiles files, @Nullable String name) {}
