import type { ComponentProps } from "react";
import { titleOf } from "#components/settings/role-words.ts";
import { Select } from "#components/ui/select.tsx";
import { ROLES, type Role } from "#core/roles.ts";

interface RoleSelectProps extends Omit<ComponentProps<typeof Select>, "value" | "onChange" | "role"> {
  value: Role;
  onChange: (role: Role) => void;
  offered?: readonly Role[];
}

export const RoleSelect = ({ value, onChange, offered = ROLES, ...rest }: RoleSelectProps) => (
  <Select
    {...rest}
    value={value}
    onChange={(event) => {
      const role = offered.find((one) => one === event.target.value);
      if (role) onChange(role);
    }}
  >
    {offered.map((role) => (
      <option key={role} value={role}>
        {titleOf(role)}
      </option>
    ))}
  </Select>
);
