/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a secured connection needs, as PEM files; they are read anew for every connection, so that they can be renewed.
 *
 * @param certificate ours, with those between it and its root behind it
 * @param key ours, PKCS #8, not encrypted
 * @param ca who has to have signed the device's certificate
 * @param name the name the device's certificate has to be for; null where that is the host
 */
public record TlsFiles(
        Path certificate, Path key, Path ca, @Nullable String name) {}
