/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/**
 * Server-side encryption as asked for. The fields other than {@code enabled} are {@code null} where
 * the request is silent.
 *
 * @param enabled whether data shall be encrypted
 * @param keyType the protocol's key type code: 1 for a managed key, 2 for the user's own
 * @param keyId the user's key
 * @param roleArn the role that may use it
 */
public record EncryptionSpec(
    boolean enabled, Integer keyType, ByteSlice keyId, ByteSlice roleArn) {}
